package org.higher.examples;

/** Data that is missing, damaged or too little; the message names it and the remedy. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is wrong, and the remedy. */
    public DataException(String message) {
        super(message);
    }

    /** What is wrong, the remedy, and how it was noticed. */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
