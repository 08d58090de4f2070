package org.higher.processor.pipeline;

import java.util.Set;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.TypeElement;

/** What is done in each round of annotation processing. */
public interface Rounds {
    /** Processes the annotated classes of a round, with those of earlier ones that waited. */
    void process(Set<? extends TypeElement> annotations, RoundEnvironment round);
}
