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
}
