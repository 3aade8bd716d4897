"""The normal distribution on arrays, compiled: its quantiles and its shares below a point."""

import math

import numpy as np

from simlib.core.kernels import kernel
from simlib.core.luck import uniform

LEAST_SHARE = 2.0**-54
"""Stands for a draw of 0, whose quantile would be minus infinity: half the distance between two draws."""


@kernel
def normal_quantile(share):
    """Return the point below which a share of the standard normal distribution lies.

    Wichura 1988, algorithm AS 241 (doi 10.2307/2347330), good to sixteen digits.

    Parameters
    ----------
    share : float64
        More than 0, less than 1.
    """
    centred = share - 0.5
    if abs(centred) <= 0.425:
        r = 0.180625 - centred * centred
        return centred * _central(r)
    r = math.sqrt(-math.log(share if centred < 0 else 1.0 - share))
    tail = _near_tail(r - 1.6) if r <= 5.0 else _far_tail(r - 5.0)
    return -tail if centred < 0 else tail


@kernel
def _central(r):
    over = 2.5090809287301226727e3
    for coefficient in (
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ):
        over = over * r + coefficient
    under = 5.2264952788528545610e3
    for coefficient in (
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ):
        under = under * r + coefficient
    return over / under


@kernel
def _near_tail(r):
    over = 7.74545014278341407640e-4
    for coefficient in (
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ):
        over = over * r + coefficient
    under = 1.05075007164441684324e-9
    for coefficient in (
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ):
        under = under * r + coefficient
    return over / under


@kernel
def _far_tail(r):
    over = 2.01033439929228813265e-7
    for coefficient in (
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ):
        over = over * r + coefficient
    under = 2.04426310338993978564e-15
    for coefficient in (
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ):
        under = under * r + coefficient
    return over / under


@kernel
def shares_below(points):
    """Return the shares of the standard normal distribution below points: float64, one axis."""
    shares = np.empty(points.size, np.float64)
    for i in range(points.size):
        shares[i] = 0.5 * math.erfc(-points[i] / math.sqrt(2.0))
    return shares


@kernel
def normals(key, persons, purpose, draws):
    """Return standard normal draws for one purpose: numbers 0 to `draws` - 1 of each person.

    See `simlib.core.luck.uniform` for what they are a function of.

    Parameters
    ----------
    key : uint64
    persons : uint64 array
    purpose : uint64
    draws : int64

    Returns
    -------
    float64 array of shape (draws, persons)
    """
    drawn = np.empty((draws, persons.size), np.float64)
    for k in range(draws):
        for i in range(persons.size):
            share = max(uniform(key, persons[i], purpose, np.uint64(k)), LEAST_SHARE)
            drawn[k, i] = normal_quantile(share)
    return drawn
