package org.higher.data;

import java.io.EOFException;

/** Data that is missing, damaged or too little; the message names it and the remedy. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is wrong, and the remedy. */
    public DataException(String message) {
        super(message);
    }

    /** What an exception says; some that tell of an early end say nothing. */
    public static String fact(Exception damage) {
        if (damage.getMessage() != null) {
            return damage.getMessage();
        }
        return damage instanceof EOFException
                ? "it ends too early"
                : damage.getClass().getSimpleName();
    }

    /** What is wrong, the remedy, and how it was noticed. */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
