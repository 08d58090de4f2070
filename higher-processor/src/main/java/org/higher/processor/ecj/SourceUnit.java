package org.higher.processor.ecj;

import java.net.URI;
import java.nio.file.Path;
import javax.tools.SimpleJavaFileObject;

/** The text of a file that ecj compiles, as a file for javac. */
final class SourceUnit extends SimpleJavaFileObject {
    private final String type;
    private final String text;

    /**
     * A file.
     *
     * @param type the qualified name of a type that it declares
     */
    SourceUnit(Path file, String type, String text) {
        super(file.toUri(), Kind.SOURCE);
        this.type = type;
        this.text = text;
    }

    /** The qualified name of a type that the file declares. */
    String type() {
        return type;
    }

    /** Where the file is. */
    URI uri() {
        return toUri();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }
}
