package org.higher.processor.optimizer.validation;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.analysis.RuleAnalysis;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;

/**
 * Validation of update rules: of what they declare, and of what the analyses found in their code.
 */
public final class RuleValidation {
    private final Context context;

    public RuleValidation(Context context) {
        this.context = context;
    }

    /** Reports what is wrong with a rule's declaration; its code is not worth a look then. */
    public void checkDeclaration(Rule rule) {
        new DeclarationChecks(rule.type(), context.reporter()).check(rule);
        rule.reachable().forEach((method, tree) -> checkText(rule.source(), method, tree));
    }

    /** A lifted body needs its text and, for comparisons with javac's view, its positions. */
    private void checkText(ClassSource source, ExecutableElement method, MethodTree tree) {
        if (!source.isReadable(method) || source.original(tree) != tree) {
            context.sink(source).report(Message.UNREADABLE_METHOD, tree, method.getSimpleName());
        }
    }

    /** Reports what is wrong with a rule's code. */
    public void checkCode(RuleAnalysis analysis) {
        Rule rule = analysis.rule();
        Problem.Sink problems = context.sink(rule.source());
        analysis.uses().problems().forEach(problems::accept);
        new BodyChecks(analysis, problems).check();
        new FrozenChecks(analysis, problems).check(analysis.reachable().values());
        for (Tree read : analysis.cutGradients()) {
            problems.report(Message.CUTS_GRADIENT, read, read);
        }
        analysis.model().code().problems().forEach(problems::accept);
        for (TypeMirror type : analysis.model().state().opaque()) {
            context.reporter().report(rule.type(), Message.OPAQUE_STATE, type);
        }
    }
}
