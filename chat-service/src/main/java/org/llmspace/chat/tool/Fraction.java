package org.llmspace.chat.tool;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// An exact number.
record Fraction(BigInteger numerator, BigInteger denominator) {

    static final Fraction ONE = of(BigDecimal.ONE);
    private static final int MOST_BITS = 20_000;
    private static final int MOST_POWER = 1_000;

    Fraction {
        if (denominator.signum() == 0) {
            throw new IllegalArgumentException("a division by zero has no result");
        }
        BigInteger common = numerator.gcd(denominator).max(BigInteger.ONE);
        BigInteger sign = BigInteger.valueOf(denominator.signum());
        numerator = numerator.divide(common).multiply(sign);
        denominator = denominator.divide(common).multiply(sign);
        if (numerator.bitLength() > MOST_BITS || denominator.bitLength() > MOST_BITS) {
            throw new IllegalArgumentException("the numbers become too large");
        }
    }

    static Fraction of(BigDecimal number) {
        return number.scale() > 0 ? new Fraction(number.unscaledValue(), BigInteger.TEN.pow(number.scale()))
                : new Fraction(number.toBigInteger(), BigInteger.ONE);
    }

    Fraction plus(Fraction other) {
        return new Fraction(numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Fraction minus(Fraction other) {
        return plus(other.negated());
    }

    Fraction negated() {
        return new Fraction(numerator.negate(), denominator);
    }

    Fraction times(Fraction other) {
        return new Fraction(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Fraction dividedBy(Fraction other) {
        return new Fraction(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    /// What is left after division, with the sign of the divisor.
    Fraction modulo(Fraction other) {
        return minus(other.times(dividedBy(other).rounded(RoundingMode.FLOOR)));
    }

    Fraction power(Fraction exponent) {
        if (!exponent.denominator.equals(BigInteger.ONE)
                || exponent.numerator.abs().compareTo(BigInteger.valueOf(MOST_POWER)) > 0) {
            throw new IllegalArgumentException("an exponent must be a whole number from -1000 to 1000");
        }
        int times = exponent.numerator.intValueExact();
        if ((long) Math.max(numerator.bitLength(), denominator.bitLength()) * Math.abs(times) > MOST_BITS) {
            throw new IllegalArgumentException("the numbers become too large");
        }
        Fraction whole = new Fraction(numerator.pow(Math.abs(times)), denominator.pow(Math.abs(times)));
        return times < 0 ? ONE.dividedBy(whole) : whole;
    }

    Fraction root() {
        if (numerator.signum() < 0) {
            throw new IllegalArgumentException("a negative number has no square root");
        }
        BigInteger above = numerator.sqrt();
        BigInteger below = denominator.sqrt();
        boolean exact = above.pow(2).equals(numerator) && below.pow(2).equals(denominator);
        return exact ? new Fraction(above, below) : of(decimal().sqrt(MathContext.DECIMAL128));
    }

    Fraction rounded(RoundingMode how) {
        return of(new BigDecimal(numerator).divide(new BigDecimal(denominator), 0, how));
    }

    int compare(Fraction other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    private BigDecimal decimal() {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), MathContext.DECIMAL128);
    }

    /// All digits where they end, and 34 of them where they do not.
    @Override
    public String toString() {
        try {
            return new BigDecimal(numerator).divide(new BigDecimal(denominator)).stripTrailingZeros().toPlainString();
        } catch (ArithmeticException e) {
            return decimal().toPlainString();
        }
    }
}
