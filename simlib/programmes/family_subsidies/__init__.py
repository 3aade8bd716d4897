"""Subsidies for the families of second and third children: births, instruments, uptake, claims, money."""
