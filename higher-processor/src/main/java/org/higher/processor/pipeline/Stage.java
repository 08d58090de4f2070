package org.higher.processor.pipeline;

import com.palantir.javapoet.JavaFile;
import java.util.Optional;
import javax.lang.model.element.TypeElement;

/** What makes one kind of generated class out of one kind of annotated class. */
public interface Stage {
    /** Whether this stage is responsible for a type. */
    boolean accepts(TypeElement type);

    /** The generated file, or nothing where the type has errors, which have been reported. */
    Optional<JavaFile> generate(TypeElement type);

    /**
     * A file with the names that other code knows of the generated one, for a type that has errors:
     * so that these are the only ones.
     */
    default Optional<JavaFile> standIn(TypeElement type) {
        return Optional.empty();
    }
}
