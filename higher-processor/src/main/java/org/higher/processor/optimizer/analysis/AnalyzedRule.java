package org.higher.processor.optimizer.analysis;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.construction.Frozen;
import org.higher.processor.optimizer.flow.Taint;
import org.higher.processor.optimizer.flow.Uses;
import org.higher.processor.optimizer.rule.Rule;

/**
 * All that the analyses found out about an update rule.
 *
 * @param reachable the methods that a step may call, in declaration order
 * @param copied those of them that the optimizer has copies of
 * @param cutGradients where numbers are read from tensors and computed with
 * @param problems what cannot be copied into another class
 * @param model what is to be written, if nothing of this is a problem
 */
public record AnalyzedRule(
        Rule rule,
        Map<ExecutableElement, MethodTree> reachable,
        Map<ExecutableElement, MethodTree> copied,
        Taint taint,
        Uses uses,
        Frozen frozen,
        List<Tree> cutGradients,
        List<Problem> problems,
        OptimizerModel model) {
    public AnalyzedRule {
        reachable = Collections.unmodifiableMap(new LinkedHashMap<>(reachable));
        copied = Collections.unmodifiableMap(new LinkedHashMap<>(copied));
        cutGradients = List.copyOf(cutGradients);
        problems = List.copyOf(problems);
    }
}
