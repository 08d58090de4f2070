package org.higher.processor.optimizer;

import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.source.ClassSource;
import org.higher.processor.source.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Compares the overloads that calls of the rule's own methods were taken for with javac's choice.
 */
final class CallInspection implements Verifier.Inspection {
    private final Trees trees;

    /** The methods that a call was taken for, by the position of what is called. */
    private final Map<Long, List<String>> guesses = new HashMap<>();

    CallInspection(
            ClassSource source,
            Calls calls,
            Map<ExecutableElement, MethodTree> methods,
            Trees trees) {
        this.trees = trees;
        for (MethodTree method : methods.values()) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitMethodInvocation(
                        MethodInvocationTree tree, @Nullable Void unused) {
                    List<String> guess =
                            calls.own(tree).stream().map(ExecutableElement::toString).toList();
                    if (!guess.isEmpty()) {
                        guesses.put((long) source.file().end(tree.getMethodSelect()), guess);
                    }
                    return super.visitMethodInvocation(tree, null);
                }
            }.scan(method.getBody(), null);
        }
    }

    @Override
    public void inspect(TreePath path, Element meaning, Problem.Sink sink) {
        Tree tree = path.getLeaf();
        long end = trees.getSourcePositions().getEndPosition(path.getCompilationUnit(), tree);
        List<String> guess = guesses.get(end);
        if (guess != null
                && meaning.getKind() == ElementKind.METHOD
                && !guess.contains(meaning.toString())) {
            sink.report(Message.WRONG_GUESS, tree, tree, guess.get(0), meaning);
        }
    }
}
