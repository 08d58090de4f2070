package org.higher.processor.twin.analysis;

import com.palantir.javapoet.CodeBlock;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;

/**
 * A method of {@code Bound}.
 *
 * @param element the original
 * @param place where the original was written, as in {@code Net.java:12}
 * @param body the rewritten body; empty if the method is abstract, or an accessor that nobody wrote
 * @param overrides whether it overrides a method of {@code Object} or of an interface's twin
 * @param overridesEntry whether its counterpart outside {@code Bound}, which takes the parameters
 *     too, overrides one of an interface's twin
 */
public record TwinMethod(
        ExecutableElement element,
        String place,
        Optional<CodeBlock> body,
        boolean overrides,
        boolean overridesEntry) {}
