package org.higher.processor.optimizer.analysis;

import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.TypeName;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.Types;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.construction.FrozenAnalysis;
import org.higher.processor.optimizer.flow.CutGradients;
import org.higher.processor.optimizer.flow.Taint;
import org.higher.processor.optimizer.flow.TaintAnalysis;
import org.higher.processor.optimizer.flow.UseAnalysis;
import org.higher.processor.optimizer.flow.Uses;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;

/**
 * Analysis of an update rule: taint and other data flow first, then lifting, which depends on it.
 */
public final class RuleAnalysis {
    private RuleAnalysis() {}

    /** Analyzes a rule whose declaration is valid. */
    public static AnalyzedRule of(Rule rule, Types types) {
        resolve(rule);
        Map<ExecutableElement, MethodTree> reachable = rule.reachable();
        Taint taint = TaintAnalysis.analyze(rule, reachable);
        Map<ExecutableElement, MethodTree> copied = copied(rule, taint);
        Uses uses = UseAnalysis.analyze(taint, copied);
        Set<String> names = rule.names();
        String hyper = names.contains("hyper") ? "hyperparameters" : "hyper";
        List<Problem> problems = new ArrayList<>();
        Lifting lifting = new Lifting(rule, taint, uses, copied.keySet(), hyper);
        OptimizerModel model =
                new OptimizerModel(
                        rule.type(),
                        rule.source().fields(),
                        UsedFields.of(rule, copied.values()),
                        accessors(rule),
                        names.contains("rule") ? "original" : "rule",
                        LiftedCode.of(lifting, copied, problems::add),
                        rule.joint() ? RuntimeTypes.JOINT_RULE : RuntimeTypes.UPDATE_RULE,
                        TypeName.get(rule.state()),
                        StateAnalysis.analyze(rule.state(), types));
        return new AnalyzedRule(
                rule,
                reachable,
                copied,
                taint,
                uses,
                FrozenAnalysis.analyze(rule),
                CutGradients.analyze(taint, copied),
                problems,
                model);
    }

    /** The fields that a record has an accessor for without writing it. */
    private static Set<VariableElement> accessors(Rule rule) {
        if (rule.type().getKind() != ElementKind.RECORD) {
            return Set.of();
        }
        Set<String> written =
                rule.source().methods().stream()
                        .filter(m -> m.getParameters().isEmpty())
                        .map(m -> m.getSimpleName().toString())
                        .collect(Collectors.toSet());
        return rule.source().fields().stream()
                .filter(f -> !written.contains(f.getSimpleName().toString()))
                .collect(Collectors.toSet());
    }

    /** Finds out what the names outside of methods mean: in initializers, constructors, classes. */
    private static void resolve(Rule rule) {
        for (Tree member : ((ClassTree) rule.source().tree()).getMembers()) {
            if (member instanceof VariableTree v && v.getInitializer() != null) {
                rule.source().names().resolve(v.getInitializer());
            } else if (member instanceof BlockTree
                    || member instanceof ClassTree
                    || member instanceof MethodTree m && m.getReturnType() == null) {
                rule.source().names().resolve(member);
            }
        }
    }

    /** What the optimizer needs a copy of: other static methods are called where they are. */
    private static Map<ExecutableElement, MethodTree> copied(Rule rule, Taint taint) {
        return rule.declarations(
                rule.source()
                        .reachable(
                                rule.entries(),
                                m ->
                                        rule.source().gotten(m).isEmpty()
                                                && (!m.getModifiers().contains(STATIC)
                                                        || m.getModifiers().contains(PRIVATE)
                                                        || taint.liftedSignature(m)
                                                        || seesModules(m))));
    }

    private static boolean seesModules(ExecutableElement method) {
        return Stream.concat(
                        Stream.of(method.getReturnType()),
                        method.getParameters().stream().map(VariableElement::asType))
                .flatMap(Shape::mentioned)
                .anyMatch(Annotations::isFunctional);
    }
}
