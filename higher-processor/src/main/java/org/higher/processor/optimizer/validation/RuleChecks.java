package org.higher.processor.optimizer.validation;

import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.analysis.AnalyzedRule;

/** All that can be said about the code of a rule before javac has attributed it. */
public final class RuleChecks {
    private RuleChecks() {}

    /** What is wrong with what a rule's steps do, and with its state. */
    public static List<Problem> problems(AnalyzedRule analyzed) {
        List<Problem> problems = new ArrayList<>(analyzed.uses().problems());
        new BodyChecks(analyzed, problems::add).check();
        new FrozenChecks(analyzed, problems::add).check(analyzed.reachable().values());
        for (Tree read : analyzed.cutGradients()) {
            problems.add(new Problem(Message.CUTS_GRADIENT, read, read));
        }
        problems.addAll(analyzed.problems());
        Tree rule = analyzed.rule().source().tree();
        for (TypeMirror type : analyzed.model().state().opaque()) {
            problems.add(new Problem(Message.OPAQUE_STATE, rule, type));
        }
        return problems;
    }
}
