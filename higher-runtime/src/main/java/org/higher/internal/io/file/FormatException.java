package org.higher.internal.io.file;

import java.io.IOException;

/** Contents that are not what the format says, found deep inside; the message is a fact only. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean damage;

    public FormatException(String fact) {
        this(fact, true);
    }

    public FormatException(String fact, Throwable cause) {
        super(fact, cause);
        this.damage = true;
    }

    private FormatException(String fact, boolean damage) {
        super(fact);
        this.damage = damage;
    }

    /** Contents that may be as they were written, but are not read; with a remedy. */
    public static FormatException unsupported(String factAndRemedy) {
        return new FormatException(factAndRemedy, false);
    }

    /** Whether the file is to be called damaged. */
    public boolean isDamage() {
        return damage;
    }
}
