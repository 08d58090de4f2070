package org.higher.processor.optimizer.validation;

import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.analysis.RuleAnalysis;

/** All that can be said about the code of a rule before javac has attributed it. */
public final class RuleChecks {
    private RuleChecks() {}

    /** What is wrong with what a rule's steps do, and with its state. */
    public static List<Problem> problems(RuleAnalysis analysis) {
        List<Problem> problems = new ArrayList<>(analysis.uses().problems());
        new BodyChecks(analysis, problems::add).check();
        new FrozenChecks(analysis, problems::add).check(analysis.reachable().values());
        for (Tree read : analysis.cutGradients()) {
            problems.add(new Problem(Message.CUTS_GRADIENT, read, read));
        }
        problems.addAll(analysis.model().code().problems());
        Tree rule = analysis.rule().source().tree();
        for (TypeMirror type : analysis.model().state().opaque()) {
            problems.add(new Problem(Message.OPAQUE_STATE, rule, type));
        }
        return problems;
    }
}
