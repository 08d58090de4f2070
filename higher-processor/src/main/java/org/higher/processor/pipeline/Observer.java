package org.higher.processor.pipeline;

import javax.lang.model.element.TypeElement;
import org.higher.processor.codegen.GeneratedFile;

/** Who runs the processor in a compiler of its own, and wants to know of it. */
public interface Observer {
    /** Wants to know nothing. */
    Observer NONE =
            new Observer() {
                @Override
                public void wrote(GeneratedFile file) {}

                @Override
                public void lacked(TypeElement type) {}
            };

    /** A file has been generated. */
    void wrote(GeneratedFile file);

    /** The source of a type would have been read, had the compiler had it. */
    void lacked(TypeElement type);
}
