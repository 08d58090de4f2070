package org.higher.processor.codegen.format.tokens;

/** Text that the formatter cannot read, which is a fault of the processor. */
public final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FormatException(String message) {
        super(message);
    }
}
