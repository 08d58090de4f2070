package org.higher.processor.twin.analysis;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.Tree;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.twin.hierarchy.SuperCopy;
import org.higher.processor.twin.nd4j.methods.ArrayMethod;

/**
 * A method's body, or a private type, rewritten for {@code Bound}.
 *
 * @param problems what keeps it from being there
 * @param statics the private static fields of the original that it reads
 * @param above the overridden methods that it calls
 * @param helpers the copied methods of other classes that it calls, and where
 * @param arrayCalls what it calls of ND4J, by what it is named with
 */
record BodyCopy(
        CodeBlock code,
        List<Problem> problems,
        Set<StaticRead> statics,
        Set<SuperCopy> above,
        Map<ExecutableElement, Tree> helpers,
        Map<Tree, ArrayMethod> arrayCalls) {
    BodyCopy {
        problems = List.copyOf(problems);
        statics = Set.copyOf(statics);
        above = Collections.unmodifiableSet(new LinkedHashSet<>(above));
        helpers = Map.copyOf(helpers);
    }

    BodyCopy withProblems(List<Problem> others) {
        return new BodyCopy(code, others, statics, above, helpers, arrayCalls);
    }
}
