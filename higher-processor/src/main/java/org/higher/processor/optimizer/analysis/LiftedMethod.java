package org.higher.processor.optimizer.analysis;

import com.palantir.javapoet.CodeBlock;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;

/**
 * A method of a rule, lifted from numbers to tensors.
 *
 * @param method the original
 * @param place where the original was written, as in {@code MyRule.java:12}
 * @param overrides whether it is {@code init} or {@code update}
 * @param returnsTensor whether its result is lifted
 * @param tensors its parameters that are lifted
 */
public record LiftedMethod(
        ExecutableElement method,
        String place,
        boolean overrides,
        boolean returnsTensor,
        Set<VariableElement> tensors,
        CodeBlock body) {
    public LiftedMethod {
        tensors = Set.copyOf(tensors);
    }
}
