package org.higher.internal.implicit;

/** The methods for linear systems. */
public enum Method {
    /** For symmetric positive definite matrices. */
    CONJUGATE_GRADIENTS("conjugate gradients"),
    /** For any invertible matrix. */
    NORMAL_CONJUGATE_GRADIENTS("conjugate gradients on the normal equations"),
    /** For matrices near the identity. */
    NEUMANN_SERIES("the Neumann series");

    private final String text;

    Method(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
