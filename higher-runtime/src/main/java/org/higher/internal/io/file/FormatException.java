package org.higher.internal.io.file;

import java.io.IOException;

/** Contents that are not what the format says, found deep inside; the message is a fact only. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1;

    public FormatException(String fact) {
        super(fact);
    }
}
