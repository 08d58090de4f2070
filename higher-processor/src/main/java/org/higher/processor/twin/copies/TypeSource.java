package org.higher.processor.twin.copies;

import com.palantir.javapoet.CodeBlock;
import javax.lang.model.element.TypeElement;

/** A private type that {@code Bound} has a copy of, with its rewritten declaration. */
public record TypeSource(TypeElement element, CodeBlock code) {
    public String name() {
        return element.getSimpleName().toString();
    }
}
