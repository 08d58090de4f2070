package org.higher.processor.optimizer.analysis;

import com.sun.source.tree.MethodTree;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.flow.Taint;
import org.higher.processor.optimizer.flow.Uses;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.Rule;

/**
 * Everything that is known of a rule before its optimizer is written.
 *
 * @param methods those to be copied, in declaration order
 * @param fields the rule's fields that they use
 */
public record Lifting(
        Rule rule,
        Calls calls,
        Taint taint,
        Uses uses,
        Map<ExecutableElement, MethodTree> methods,
        Set<VariableElement> fields,
        Problem.Sink problems) {}
