package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import java.util.List;
import org.higher.processor.optimizer.rule.Rule;

/**
 * Data-flow analysis of construction: what is computed from hyperparameters when a rule is made.
 *
 * <p>In the optimizer it would not follow the tensor that takes a hyperparameter's place. A
 * fixpoint over the class's initializers, constructors and methods.
 */
public final class FrozenAnalysis {
    private FrozenAnalysis() {}

    /** What is frozen in the fields of a rule, and in classes that it uses. */
    public static Frozen analyze(Rule rule) {
        References references = new References(rule.source());
        FrozenValues values = new FrozenValues();
        Dependence dependence = new Dependence(references, values, rule.hyperparameters().get(0));
        InnerMethods inside = InnerMethods.of(rule.source());
        ConstructionFlow flow =
                new ConstructionFlow(rule.entries(), references, values, dependence, inside);
        List<? extends Tree> members = ((ClassTree) rule.source().tree()).getMembers();
        int before;
        do {
            before = values.size();
            members.forEach(flow::look);
        } while (values.size() > before);
        return new Frozen(values.causes());
    }
}
