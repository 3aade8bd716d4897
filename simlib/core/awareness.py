"""When people hear of a programme: from its announcements, from each other, and from a campaign."""

import numpy as np


def days_until_aware(
    luck: np.ndarray, mean_delay: float, imitation: float, campaign: np.ndarray, multiplier: float
) -> np.ndarray:
    """Return the days from the first announcement until each of those whom it is for has heard of it.

    Of those who do not know yet, a share ``p + q F`` hears of it a day, where F is the share that knows
    (Bass 1969, doi 10.1287/mnsc.15.5.215); a campaign multiplies p. Between changes of p this has a closed
    form, so a person's day is a function of their luck: ``ln((1 + q/p u) / (1 - u)) / (p + q)`` without a
    campaign, which is exponential where q is 0.

    Parameters
    ----------
    luck
        Uniform on [0, 1), shape (people,).
    mean_delay
        1/p in days, the mean delay without imitation; 0 if all know at once.
    imitation
        q, a day.
    campaign
        Days from the announcement to the beginning of the campaign, not negative, shape (people,).
    multiplier
        By what the campaign multiplies p.
    """
    if mean_delay == 0:
        return np.zeros(luck.size)
    spread = imitation * mean_delay
    before = mean_delay * _logarithm(luck, spread) / (1 + spread)
    decay = np.exp(-campaign * (1 + spread) / mean_delay)
    knew = np.minimum((1 - decay) / (1 + spread * decay), luck)
    faster = _logarithm(luck, spread / multiplier) - _logarithm(knew, spread / multiplier)
    after = campaign + mean_delay * faster / (multiplier + spread)
    return np.where(before <= campaign, before, after)


def _logarithm(share: np.ndarray, spread: float) -> np.ndarray:
    return np.log1p(spread * share) - np.log1p(-share)
