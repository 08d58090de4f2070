package org.higher.examples.omniglot;

/** Data that is missing, damaged or too little; the message names it and the remedy. */
final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DataException(String message) {
        super(message);
    }

    DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
