package org.higher.processor.twin.analysis;

import com.palantir.javapoet.CodeBlock;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.ExecutableType;

/**
 * A method of {@code Bound}.
 *
 * @param element the original
 * @param name what it is called; another name than the original's if it is only called by copies
 * @param place where the original was written, as in {@code Net.java:12}
 * @param type its type in the model, which may have it from a generic class
 * @param body the rewritten body; empty if the method is abstract, or an accessor that nobody wrote
 * @param overrides whether it overrides a method of {@code Object} or of an interface's twin
 * @param overridesEntry whether its counterpart outside {@code Bound}, which takes the parameters
 *     too, overrides one of an interface's twin
 */
public record TwinMethod(
        ExecutableElement element,
        String name,
        String place,
        ExecutableType type,
        Optional<CodeBlock> body,
        boolean overrides,
        boolean overridesEntry) {
    /** Whether callers know it by its name. */
    public boolean isOpen() {
        return element.getSimpleName().contentEquals(name);
    }
}
