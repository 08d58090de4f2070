package org.higher.processor.twin.analysis;

import com.sun.source.tree.Tree;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.twin.nd4j.methods.ArrayMethod;

/**
 * All that the analyses found out about a model.
 *
 * @param required the methods that forward needs
 * @param requiredTypes the private types that forward needs
 * @param requiredHelpers the static methods of other classes that forward needs
 * @param leftOut the methods that are not in the twin, and why
 * @param problems what is wrong with methods that forward needs
 * @param changeable fields whose objects copied code may change, as no result depends on them
 * @param never statements that never run in the twin
 * @param arrayCalls what each method and private type calls of ND4J, by what it is named with
 * @param model what is to be written, if nothing of this is a problem
 */
public record AnalyzedModel(
        Set<ExecutableElement> required,
        Set<TypeElement> requiredTypes,
        Set<ExecutableElement> requiredHelpers,
        Map<ExecutableElement, String> leftOut,
        List<Problem> problems,
        Set<VariableElement> changeable,
        Set<Tree> never,
        Map<Element, Map<Tree, ArrayMethod>> arrayCalls,
        TwinModel model) {
    public AnalyzedModel {
        required = Collections.unmodifiableSet(new LinkedHashSet<>(required));
        requiredTypes = Collections.unmodifiableSet(new LinkedHashSet<>(requiredTypes));
        requiredHelpers = Collections.unmodifiableSet(new LinkedHashSet<>(requiredHelpers));
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
        problems = List.copyOf(problems);
        changeable = Set.copyOf(changeable);
    }
}
