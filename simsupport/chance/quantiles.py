"""The quantiles of the normal and the gamma distribution, in arithmetic that Python and compiled code share."""

from math import exp, lgamma, log, log1p, pi, sqrt

from simsupport.compiled import entry, shared

_CENTRE, _TAIL = 0.425, 5.0  # where Wichura's three ranges meet: |p - 1/2|, and sqrt(-log p)
_ENOUGH = 2.0**-54  # what is smaller changes no sum
_CLOSE = 1e-5  # of a step, in standard deviations: the error after it is of the order of its cube
_LEAST = 1e-300
_LEAST_EXPONENT = -740.0


@shared
def normal_quantile(p: float) -> float:
    """The standard normal quantile, to 16 digits (Wichura, algorithm AS 241, Applied Statistics 37, 1988)."""
    q = p - 0.5
    if abs(q) <= _CENTRE:
        return _normal_centre(q)
    r = sqrt(-log(p if q < 0 else 1 - p))
    found = _normal_side(r - 1.6) if r <= _TAIL else _normal_tail(r - _TAIL)
    return -found if q < 0 else found


@shared
def _normal_centre(q: float) -> float:
    r = 0.180625 - q * q
    above = 2.5090809287301226727e3
    above = above * r + 3.3430575583588128105e4
    above = above * r + 6.7265770927008700853e4
    above = above * r + 4.5921953931549871457e4
    above = above * r + 1.3731693765509461125e4
    above = above * r + 1.9715909503065514427e3
    above = above * r + 1.3314166789178437745e2
    above = above * r + 3.3871328727963666080e0
    below = 5.2264952788528545610e3
    below = below * r + 2.8729085735721942674e4
    below = below * r + 3.9307895800092710610e4
    below = below * r + 2.1213794301586595867e4
    below = below * r + 5.3941960214247511077e3
    below = below * r + 6.8718700749205790830e2
    below = below * r + 4.2313330701600911252e1
    return above * q / (below * r + 1.0)


@shared
def _normal_side(r: float) -> float:
    above = 7.74545014278341407640e-4
    above = above * r + 2.27238449892691845833e-2
    above = above * r + 2.41780725177450611770e-1
    above = above * r + 1.27045825245236838258e0
    above = above * r + 3.64784832476320460504e0
    above = above * r + 5.76949722146069140550e0
    above = above * r + 4.63033784615654529590e0
    above = above * r + 1.42343711074968357734e0
    below = 1.05075007164441684324e-9
    below = below * r + 5.47593808499534494600e-4
    below = below * r + 1.51986665636164571966e-2
    below = below * r + 1.48103976427480074590e-1
    below = below * r + 6.89767334985100004550e-1
    below = below * r + 1.67638483018380384940e0
    below = below * r + 2.05319162663775882187e0
    return above / (below * r + 1.0)


@shared
def _normal_tail(r: float) -> float:
    above = 2.01033439929228813265e-7
    above = above * r + 2.71155556874348757815e-5
    above = above * r + 1.24266094738807843860e-3
    above = above * r + 2.65321895265761230930e-2
    above = above * r + 2.96560571828504891230e-1
    above = above * r + 1.78482653991729133580e0
    above = above * r + 5.46378491116411436990e0
    above = above * r + 6.65790464350110377720e0
    below = 2.04426310338993978564e-15
    below = below * r + 1.42151175831644588870e-7
    below = below * r + 1.84631831751005468180e-5
    below = below * r + 7.86869131145613259100e-4
    below = below * r + 1.48753612908506148525e-2
    below = below * r + 1.36929880922735805310e-1
    below = below * r + 5.99832206555887937690e-1
    return above / (below * r + 1.0)


def gamma_level(shape: float) -> float:
    """log(x · density(x)) of the gamma distribution with this shape at x = shape."""
    if shape < 20:
        return shape * log(shape) - shape - lgamma(shape)
    square = shape * shape
    stirling = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / shape
    return log(shape / (2 * pi)) / 2 - stirling


@entry
def gamma_quantile(shape: float, level: float, u: float) -> float:
    """The quantile of the gamma distribution with this shape and mean; `level` is its `gamma_level`.

    Halley's steps on the logarithm of the smaller tail as a function of log x, which is nearly straight, so that few
    steps do from anywhere. Exact to about 13 digits, for shapes below 0.1 to 12. The sums take many terms: so this
    is compiled for Python too.
    """
    x = _gamma_start(shape, level, u)
    if x < _ENOUGH:  # then the first term of the series is all there is, and x is exact
        return x
    upper = u > 0.5
    wanted = log(1 - u if upper else u)
    scale = sqrt(shape) if shape > 1 else 1.0
    step = 1.0
    while abs(step) * scale > _CLOSE:
        density = _density(shape, level, x)
        tail = _gamma_tail(shape, x, density, upper)
        step = _halley(shape, x, density / tail, log(tail) - wanted, upper)
        x *= exp(step)
    return x


@shared
def _gamma_start(shape: float, level: float, u: float) -> float:
    """Wilson and Hilferty's approximation, or where it fails the first term of the series, a lower bound."""
    ninth = 1 / (9 * shape)
    root = 1 - ninth + normal_quantile(u) * sqrt(ninth)
    if shape > 0.5 and root > 0.3:
        return shape * root * root * root
    exponent = (log(u) + log(shape) - level - shape) / shape + log(shape)
    return exp(exponent) if exponent > _LEAST_EXPONENT else 0.0


@shared
def _density(shape: float, level: float, x: float) -> float:
    """x · density(x)."""
    apart = (x - shape) / shape
    bent = apart - (log1p(apart) if abs(apart) < 0.5 else log(x / shape))
    return exp(level - shape * bent)


@shared
def _gamma_tail(shape: float, x: float, density: float, upper: bool) -> float:
    """The probability above x or below it."""
    if x < shape + 1:
        below = density / shape * _series(shape, x)
        return 1 - below if upper else below
    above = density * _fraction(shape, x)
    return above if upper else 1 - above


@shared
def _series(shape: float, x: float) -> float:
    term, total, k = 1.0, 1.0, shape
    while term > total * _ENOUGH:
        k += 1
        term *= x / k
        total += term
    return total


@shared
def _fraction(shape: float, x: float) -> float:
    """Legendre's continued fraction for the upper tail, evaluated by Lentz's method."""
    below = x + 1 - shape
    c, d = 1 / _LEAST, 1 / below
    total, k, factor = d, 0.0, 0.0
    while abs(factor - 1) > _ENOUGH * 8:
        k += 1
        numerator = k * (shape - k)
        below += 2
        d = 1 / (below + numerator * d)
        c = below + numerator / c
        factor = c * d
        total *= factor
    return total


@shared
def _halley(shape: float, x: float, slope: float, miss: float, upper: bool) -> float:
    """One step in log x, at most 1 long, by the miss in the logarithm of a tail and its slope."""
    if upper:
        step = miss / slope / (1 + miss * (shape - x + slope) / (2 * slope))
    else:
        step = -miss / slope / (1 - miss * (shape - x - slope) / (2 * slope))
    return max(-1.0, min(1.0, step))
