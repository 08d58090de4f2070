package org.higher.processor.optimizer.analysis;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.VariableElement;
import org.higher.processor.names.Purity;
import org.higher.processor.names.TensorOperations;
import org.higher.processor.optimizer.flow.Taint;
import org.higher.processor.optimizer.flow.Uses;
import org.higher.processor.optimizer.rule.ValueKind;
import org.higher.processor.text.ClassSource;
import org.higher.processor.text.Renamer;
import org.higher.processor.text.Splicer;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/** Lifting: the body of a rule's method, with tensor operations for what is lifted. */
final class LiftedBody extends Splicer {
    private final ClassSource source;
    private final Lifting lifting;
    private final Taint taint;
    private final Uses uses;
    private final Renamer renamer;
    private final Purity purity;
    private final Set<String> locals;

    /** A tree that is copied next as a plain number, or as what is lifted further inside. */
    private @Nullable Tree verbatim;

    private boolean usesHyper;

    private LiftedBody(Lifting lifting, Renamer renamer, MethodTree method, Set<String> locals) {
        super(lifting.rule().source().file(method), method, method.getBody());
        this.source = lifting.rule().source();
        this.lifting = lifting;
        this.taint = lifting.taint();
        this.uses = lifting.uses();
        this.renamer = renamer;
        this.purity = new Purity(source.names(), lifting.rule().calls()::isPure, false);
        this.locals = locals;
    }

    /** A body to be lifted. */
    static LiftedBody of(Lifting lifting, Renamer renamer, MethodTree method) {
        return new LiftedBody(lifting, renamer, method, locals(method));
    }

    private static Set<String> locals(MethodTree method) {
        Set<String> locals = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
                locals.add(tree.getName().toString());
                return super.visitVariable(tree, null);
            }
        }.scan(method, null);
        return locals;
    }

    /** Whether the body, as written so far, makes constants, or rounds numbers. */
    boolean usesHyper() {
        return usesHyper;
    }

    @Override
    protected Optional<CodeBlock> rewrite(Tree tree) {
        if (tree == verbatim) {
            verbatim = null;
            return renamed(tree);
        }
        if (taint.liftedType(tree)) {
            return Optional.of(CodeBlock.of("$T", Annotations.TENSOR));
        }
        if (tree instanceof ExpressionTree e) {
            if (uses.isValue(e)) {
                return Optional.of(inText(e, true));
            }
            if (taint.lifted(e)) {
                return Optional.of(inText(e, false));
            }
            if (uses.isPromoted(e)) {
                return Optional.of(constant(e));
            }
        }
        return renamed(tree);
    }

    private Optional<CodeBlock> renamed(Tree tree) {
        return own(tree).or(() -> renamer.rename(tree));
    }

    /** Calls that change although nothing about their results does. */
    private Optional<CodeBlock> own(Tree tree) {
        if (tree instanceof MethodInvocationTree call) {
            if (lifting.rule().calls().makesTensor(call)
                    && taint.lifted(call.getArguments().get(0))) {
                return Optional.of(made(call));
            }
            return lifting.rule().calls().accessed(call).map(this::name);
        }
        boolean ofRule =
                tree instanceof MemberSelectTree s
                                && lifting.rule().calls().isRule(s.getExpression())
                        || tree instanceof MemberReferenceTree r
                                && lifting.rule().calls().isRule(r.getQualifierExpression());
        return ofRule ? qualified(tree) : Optional.empty();
    }

    /** {@code Rule.helper} and {@code Rule::helper}, whose copies are no longer static. */
    private Optional<CodeBlock> qualified(Tree tree) {
        if (tree instanceof MemberReferenceTree r
                && !source.isThis(r.getQualifierExpression())
                && isCopiedStatic(r.getName())) {
            return Optional.of(CodeBlock.of("this::$L", r.getName()));
        }
        return tree instanceof MemberSelectTree s
                        && !source.isThis(s.getExpression())
                        && isCopiedStatic(s.getIdentifier())
                ? Optional.of(CodeBlock.of("$L", s.getIdentifier()))
                : Optional.empty();
    }

    private boolean isCopiedStatic(CharSequence name) {
        return source.names().methods(source.type(), name).stream()
                .anyMatch(lifting.copied()::contains);
    }

    /** {@code Tensor.scalar(x)} of a tensor is the tensor; more arguments say what it is to be. */
    private CodeBlock made(MethodInvocationTree call) {
        List<? extends ExpressionTree> arguments = call.getArguments();
        if (arguments.size() == 1) {
            return lift(arguments.get(0));
        }
        CodeBlock typed = call(operand(arguments.get(0)), "to", emit(arguments.get(1)));
        CodeBlock shape =
                arguments.stream().skip(2).map(this::emit).collect(CodeBlock.joining(", "));
        return shape.isEmpty() ? typed : call(typed, "broadcast", shape);
    }

    private CodeBlock name(VariableElement field) {
        String name = field.getSimpleName().toString();
        return CodeBlock.of(locals.contains(name) ? "this.$L" : "$L", name);
    }

    // ---- expressions

    /** An expression as a tensor. */
    private CodeBlock tensor(ExpressionTree e) {
        return taint.lifted(e) ? lift(e) : constant(e);
    }

    private CodeBlock constant(ExpressionTree e) {
        usesHyper = true;
        return CodeBlock.of("$L.scalar($L)", lifting.hyper(), plain(e));
    }

    /** An expression that is not lifted, as a number. */
    private CodeBlock plain(ExpressionTree e) {
        return copy(ClassSource.bare(e));
    }

    /** An expression as it is, apart from what is inside. */
    private CodeBlock copy(ExpressionTree e) {
        verbatim = e;
        return emit(e);
    }

    /** An argument of an operation, which takes numbers as well as tensors. */
    private CodeBlock argument(ExpressionTree e) {
        return taint.lifted(e) ? lift(e) : plain(e);
    }

    private CodeBlock lift(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof TypeCastTree c) {
            return isNarrowing(c) ? inFloat(lift(c.getExpression())) : lift(c.getExpression());
        }
        if (e instanceof ConditionalExpressionTree || e instanceof SwitchExpressionTree) {
            return copy(e); // the outcomes are promoted
        }
        if (e instanceof AssignmentTree a) {
            return CodeBlock.of("$L = $L", a.getVariable(), tensor(a.getExpression()));
        }
        if (e instanceof CompoundAssignmentTree a) {
            String operation = TensorOperations.operator(a.getKind()).orElse("");
            ExpressionTree by = a.getExpression();
            boolean whole = lifting.rule().kinds().of(by) == ValueKind.INTEGRAL;
            return change(
                    a.getVariable(), operation, whole && isFloat(a) ? asFloat(by) : argument(by));
        }
        if (e instanceof UnaryTree u && Purity.isIncrement(u)) {
            boolean up = u.getKind().name().endsWith("INCREMENT");
            return change(u.getExpression(), up ? "add" : "sub", CodeBlock.of("1"));
        }
        return operand(e);
    }

    private CodeBlock change(ExpressionTree target, String operation, CodeBlock by) {
        ExpressionTree name = ClassSource.bare(target);
        CodeBlock changed = CodeBlock.of("$L.$L($L)", name, operation, by);
        return CodeBlock.of("$L = $L", name, isFloat(target) ? inFloat(changed) : changed);
    }

    // ---- float: numbers that are lifted are computed in double, and rounded where Java rounds

    private boolean isFloat(ExpressionTree e) {
        return lifting.rule().kinds().isFloat(e);
    }

    /** A plain operand of a float: a whole number is rounded, too, if it is a large one. */
    private CodeBlock asFloat(ExpressionTree e) {
        ExpressionTree bare = ClassSource.bare(e);
        if (bare instanceof LiteralTree || isFloat(bare)) {
            return plain(bare);
        }
        boolean primary =
                bare instanceof IdentifierTree
                        || bare instanceof MemberSelectTree
                        || bare instanceof MethodInvocationTree;
        return CodeBlock.of(primary ? "(float) $L" : "(float) ($L)", plain(bare));
    }

    private boolean isNarrowing(TypeCastTree cast) {
        return isFloat(cast) && !isFloat(cast.getExpression());
    }

    private CodeBlock inFloat(CodeBlock tensor) {
        usesHyper = true;
        return CodeBlock.of("$L.inFloat($L)", lifting.hyper(), tensor);
    }

    /** An expression as a tensor that operations can be called on. */
    private CodeBlock operand(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (!taint.lifted(e)) {
            return constant(e);
        }
        if (e instanceof TypeCastTree c) {
            return isNarrowing(c) ? inFloat(lift(c.getExpression())) : operand(c.getExpression());
        }
        if (e instanceof UnaryTree u && !Purity.isIncrement(u)) {
            CodeBlock operand = operand(u.getExpression());
            return u.getKind() == Tree.Kind.UNARY_MINUS ? call(operand, "neg") : operand;
        }
        if (e instanceof BinaryTree b) {
            String operation = TensorOperations.operator(b.getKind()).orElse("");
            CodeBlock result =
                    operation(
                            operation,
                            TensorOperations.swappedOperator(operation),
                            b.getLeftOperand(),
                            b.getRightOperand(),
                            isFloat(b));
            return isFloat(b) ? inFloat(result) : result;
        }
        if (e instanceof MethodInvocationTree call) {
            return lifting.rule()
                    .calls()
                    .math(call)
                    .map(f -> function(f, call.getArguments()))
                    .orElseGet(() -> copy(call));
        }
        boolean primary = e instanceof IdentifierTree || e instanceof MemberSelectTree;
        return primary ? copy(e) : CodeBlock.of("($L)", lift(e));
    }

    private CodeBlock function(String name, List<? extends ExpressionTree> arguments) {
        String operation = TensorOperations.function(name).orElse("");
        return arguments.size() == 1
                ? call(operand(arguments.get(0)), operation)
                : operation(
                        operation,
                        TensorOperations.swappedFunction(name),
                        arguments.get(0),
                        arguments.get(1),
                        false);
    }

    /** {@code left.operation(right)}, or {@code right.swapped(left)} for a plain left operand. */
    private CodeBlock operation(
            String operation,
            String swapped,
            ExpressionTree left,
            ExpressionTree right,
            boolean inFloat) {
        if (!taint.lifted(left) && purity.maySwap(left, right)) {
            return call(operand(right), swapped, inFloat ? asFloat(left) : plain(left));
        }
        return call(
                operand(left),
                operation,
                inFloat && !taint.lifted(right) ? asFloat(right) : argument(right));
    }

    private static CodeBlock call(CodeBlock tensor, String operation, CodeBlock... arguments) {
        return CodeBlock.of(
                "$L.$L($L)", tensor, operation, CodeBlock.join(List.of(arguments), ", "));
    }

    /** A lifted expression that stands in text which is copied. */
    private CodeBlock inText(ExpressionTree e, boolean value) {
        CodeBlock flat = value ? call(operand(e), "item") : lift(e);
        CodeBlock.Builder comments = CodeBlock.builder();
        for (String comment : Comments.lost(source.file().text(e), flat.toString())) {
            comments.add("/* $L */ ", comment);
        }
        boolean parentheses = !value && e instanceof ParenthesizedTree p && bindsLoosely(p);
        return comments.add(parentheses ? "($L)" : "$L", flat).build();
    }

    /** Whether parentheses are around what is written with an operator even when lifted. */
    private static boolean bindsLoosely(ParenthesizedTree tree) {
        ExpressionTree e = ClassSource.bare(tree);
        return e instanceof AssignmentTree
                || e instanceof CompoundAssignmentTree
                || e instanceof ConditionalExpressionTree
                || e instanceof UnaryTree u && Purity.isIncrement(u);
    }
}
