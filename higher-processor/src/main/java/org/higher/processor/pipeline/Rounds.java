package org.higher.processor.pipeline;

import java.util.Set;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.TypeElement;
import org.higher.processor.types.Annotations;

/** What is done in each round of annotation processing. */
public interface Rounds {
    /** The annotations in whose presence the compiler is to call; {@code "*"} for always. */
    default Set<String> supported() {
        return Annotations.OURS;
    }

    /** Processes the annotated classes of a round, with those of earlier ones that waited. */
    void process(Set<? extends TypeElement> annotations, RoundEnvironment round);
}
