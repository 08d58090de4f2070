package org.higher.io;

import java.io.IOException;

/** Contents that are not what the format says, found deep inside; the message is a fact only. */
final class FormatException extends IOException {
    private static final long serialVersionUID = 1;

    FormatException(String fact) {
        super(fact);
    }
}
