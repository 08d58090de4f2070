package org.higher.processor.optimizer.validation;

import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.analysis.AnalyzedRule;
import org.higher.processor.optimizer.flow.Taint;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.verification.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Compares what calls were taken for with what javac calls: which overload of the rule's own
 * methods, and a tensor where a receiver's type could not be known.
 */
public final class CallInspection implements Verifier.Inspection {
    private final TypeElement rule;
    private final Trees trees;

    /** The methods that a call was taken for, by the position where its name ends. */
    private final Map<Long, List<String>> own = new HashMap<>();

    /** Where the names of calls end that were taken for operations of a tensor. */
    private final Set<Long> operations = new HashSet<>();

    private CallInspection(TypeElement rule, Trees trees) {
        this.rule = rule;
        this.trees = trees;
    }

    /** The inspection of the methods of a rule that were copied. */
    public static CallInspection of(AnalyzedRule analyzed, Trees trees) {
        CallInspection inspection = new CallInspection(analyzed.rule().type(), trees);
        for (MethodTree method : analyzed.copied().values()) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitMethodInvocation(
                        MethodInvocationTree tree, @Nullable Void unused) {
                    inspection.remember(tree, analyzed.taint());
                    return super.visitMethodInvocation(tree, null);
                }
            }.scan(method.getBody(), null);
        }
        return inspection;
    }

    private void remember(MethodInvocationTree call, Taint taint) {
        Rule source = taint.rule();
        long end = source.source().file().end(call.getMethodSelect());
        List<String> guess =
                source.calls().own(call).stream().map(ExecutableElement::toString).toList();
        if (!guess.isEmpty()) {
            own.put(end, guess);
        } else if (source.calls().isUnknown(call)
                && call.getArguments().stream().anyMatch(taint::lifted)) {
            operations.add(end);
        }
    }

    @Override
    public void inspect(TreePath path, Element meaning, Problem.Sink sink) {
        if (meaning.getKind() != ElementKind.METHOD) {
            return;
        }
        Tree tree = path.getLeaf();
        long end = trees.getSourcePositions().getEndPosition(path.getCompilationUnit(), tree);
        List<String> guess = own.getOrDefault(end, List.of());
        if (!guess.isEmpty() && !guess.contains(meaning.toString())) {
            sink.report(Message.WRONG_GUESS, tree, tree, guess.get(0), meaning);
        }
        if (operations.contains(end) && !Calls.isOperation(meaning)) {
            sink.report(
                    Message.PLAIN_ARGUMENT,
                    tree,
                    meaning.getSimpleName(),
                    "number",
                    rule.getSimpleName());
        }
    }
}
