package org.higher.processor.twin.analysis;

import com.palantir.javapoet.CodeBlock;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Problem;

/**
 * A method's body, rewritten for {@code Bound}.
 *
 * @param problems what keeps it from being there
 * @param statics the private static fields of the original that it reads
 */
record BodyCopy(CodeBlock code, List<Problem> problems, Set<VariableElement> statics) {
    BodyCopy {
        problems = List.copyOf(problems);
        statics = Set.copyOf(statics);
    }
}
