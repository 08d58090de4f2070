package org.higher.processor.optimizer.validation;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.analysis.AnalyzedRule;
import org.higher.processor.optimizer.flow.Taint;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/** What the bodies of a rule must not do, whatever is lifted in them. */
final class BodyChecks {
    private final Rule rule;
    private final ClassSource source;
    private final Taint taint;
    private final Map<ExecutableElement, MethodTree> methods;
    private final Problem.Sink problems;

    BodyChecks(AnalyzedRule analyzed, Problem.Sink problems) {
        this.rule = analyzed.rule();
        this.source = rule.source();
        this.taint = analyzed.taint();
        this.methods = analyzed.copied();
        this.problems = problems;
    }

    void check() {
        methods.forEach(
                (method, tree) -> {
                    checkWrites(tree);
                    checkCreations(tree);
                    checkThis(tree);
                    checkOverloads(method, tree);
                });
    }

    private void checkWrites(MethodTree tree) {
        ClassSource.eachWrite(
                tree,
                (target, at) ->
                        source.written(target)
                                .or(() -> fieldOfModule(target))
                                .ifPresent(
                                        f ->
                                                problems.report(
                                                        Message.UPDATE_WRITES_FIELD,
                                                        at,
                                                        f.getSimpleName())));
    }

    /** The field of a module that an assignment changes: {@code net.slope = 1}. */
    private Optional<VariableElement> fieldOfModule(ExpressionTree target) {
        if (!(ClassSource.bare(target) instanceof MemberSelectTree select)) {
            return Optional.empty();
        }
        return source.typing()
                .of(select.getExpression())
                .flatMap(Annotations::element)
                .filter(Annotations::isFunctional)
                .flatMap(t -> source.names().field(t, select.getIdentifier()));
    }

    private void checkCreations(MethodTree method) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
                checkCreated(tree.getIdentifier(), tree);
                return super.visitNewClass(tree, null);
            }

            @Override
            public @Nullable Void visitMemberReference(
                    MemberReferenceTree tree, @Nullable Void unused) {
                if (tree.getMode() == MemberReferenceTree.ReferenceMode.NEW) {
                    checkCreated(tree.getQualifierExpression(), tree);
                }
                return super.visitMemberReference(tree, null);
            }
        }.scan(method.getBody(), null);
    }

    private void checkCreated(Tree named, Tree at) {
        source.names()
                .type(named)
                .filter(Annotations::isFunctional)
                .ifPresent(
                        t -> problems.report(Message.UPDATE_CREATES_MODULE, at, t.getSimpleName()));
    }

    /** {@code this} may be used to say which field or method is meant, but not as a value. */
    private void checkThis(MethodTree method) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                if (tree.getName().contentEquals("this")) {
                    problems.report(
                            Message.RULE_ESCAPES,
                            tree,
                            rule.generatedName().simpleName(),
                            rule.type().getSimpleName());
                }
                return null;
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                return qualifier(tree.getExpression());
            }

            @Override
            public @Nullable Void visitMemberReference(
                    MemberReferenceTree tree, @Nullable Void unused) {
                return qualifier(tree.getQualifierExpression());
            }

            private @Nullable Void qualifier(ExpressionTree tree) {
                return source.isThis(tree) ? null : scan(tree, null);
            }

            // there "this" is another object
            @Override
            public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
                return null;
            }
        }.scan(method, null);
    }

    /** {@code h(double)} must not become a second {@code h(Tensor)}. */
    private void checkOverloads(ExecutableElement method, MethodTree tree) {
        if (!taint.liftedSignature(method)) {
            return;
        }
        List<String> lifted = parameterTypes(method);
        for (ExecutableElement other : methods.keySet()) {
            if (!other.equals(method)
                    && other.getSimpleName().equals(method.getSimpleName())
                    && parameterTypes(other).equals(lifted)) {
                problems.report(
                        Message.OVERLOAD_EXISTS,
                        tree,
                        method,
                        method.getSimpleName() + "(" + String.join(",", lifted) + ")");
            }
        }
    }

    private List<String> parameterTypes(ExecutableElement method) {
        MethodTree tree = Objects.requireNonNull(methods.get(method), "one of the rule");
        return IntStream.range(0, method.getParameters().size())
                .mapToObj(
                        i ->
                                taint.lifted(tree.getParameters().get(i))
                                        ? Annotations.TENSOR.simpleName()
                                        : simpleType(method.getParameters().get(i)))
                .toList();
    }

    private static String simpleType(VariableElement parameter) {
        return Annotations.isTensor(parameter.asType())
                ? Annotations.TENSOR.simpleName()
                : parameter.asType().toString();
    }
}
