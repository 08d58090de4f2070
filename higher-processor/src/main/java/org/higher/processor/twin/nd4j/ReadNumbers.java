package org.higher.processor.twin.nd4j;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.higher.processor.names.MathCalls;
import org.higher.processor.names.Purity;
import org.higher.processor.names.TensorOperations;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.nd4j.methods.ArrayMethod;
import org.higher.processor.twin.nd4j.methods.ArrayMethod.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that a method reads from arrays, computes with, and gives back to arrays: in the twin
 * they are tensors without axes.
 *
 * <p>A local variable is one if anything that it is assigned is one, up to a fixpoint.
 */
final class ReadNumbers extends TreeScanner<@Nullable Void, @Nullable Void> {
    private static final Set<String> BOXES =
            Set.of(
                    "java.lang.Byte",
                    "java.lang.Double",
                    "java.lang.Float",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Short");

    private static final Set<Kind> COMPARISONS =
            Set.of(
                    Kind.LESS_THAN,
                    Kind.LESS_THAN_EQUAL,
                    Kind.GREATER_THAN,
                    Kind.GREATER_THAN_EQUAL,
                    Kind.EQUAL_TO,
                    Kind.NOT_EQUAL_TO);

    /** Functions of {@code java.lang.Math} whose result has the type of their arguments. */
    private static final Set<String> OF_ANY_TYPE = Set.of("abs", "max", "min", "signum");

    /** Methods that return a {@code double}. */
    private static final Set<String> DOUBLES = Set.of("getDouble", "doubleValue");

    /** Methods that return a {@code float}. */
    private static final Set<String> FLOATS = Set.of("getFloat", "floatValue");

    private static final Set<String> FLOAT = Set.of("float", "Float", "java.lang.Float");

    private static final Set<String> DOUBLE = Set.of("double", "java.lang.Double");

    private static final Set<String> OPERATIONS =
            Set.of("add", "sub", "mul", "div", "rsub", "rdiv", "assign");

    private final ArrayCalls calls;
    private final LocalVariables locals;
    private final MathCalls math;
    private final Purity purity;
    private final Set<VariableTree> variables = new HashSet<>();

    /** Declared by statements of their own, so that they can be given another type. */
    private final Set<VariableTree> declarations =
            Collections.newSetFromMap(new IdentityHashMap<>());

    private final Set<Tree> statements = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Tree> toArrays = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Tree> compared = Collections.newSetFromMap(new IdentityHashMap<>());

    private ReadNumbers(ArrayCalls calls, LocalVariables locals) {
        this.calls = calls;
        this.locals = locals;
        this.math = new MathCalls(locals.names());
        this.purity = new Purity(locals.names(), this::isPure, true);
    }

    /** Those of a method or a class. */
    static ReadNumbers in(ArrayCalls calls, LocalVariables locals, Tree code) {
        ReadNumbers numbers = new ReadNumbers(calls, locals);
        for (int size = -1; size != numbers.variables.size(); ) {
            size = numbers.variables.size();
            numbers.scan(code, null);
        }
        return numbers;
    }

    /** Whether a variable holds one. */
    boolean isHeld(VariableTree variable) {
        return variables.contains(variable);
    }

    /** Whether an assignment stands for itself. */
    boolean isStatement(Tree assignment) {
        return statements.contains(assignment);
    }

    /** Whether a number is given to a method of an array that takes tensors as well. */
    boolean isGivenToArray(Tree number) {
        return toArrays.contains(number);
    }

    /** Whether only the value of a number matters. */
    boolean isCompared(Tree number) {
        return compared.contains(number);
    }

    /** The variable that an assignment gives such a number to. */
    Optional<VariableTree> assigned(Tree tree) {
        Tree target =
                tree instanceof AssignmentTree a
                        ? a.getVariable()
                        : tree instanceof CompoundAssignmentTree c ? c.getVariable() : tree;
        return target == tree
                ? Optional.empty()
                : locals.named(ClassSource.bare((ExpressionTree) target))
                        .filter(variables::contains);
    }

    /** Whether an expression is such a number. */
    boolean isOne(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof IdentifierTree) {
            return locals.named(e).filter(variables::contains).isPresent();
        }
        if (e instanceof MethodInvocationTree call) {
            return isRead(call) || isConverted(call) || isMath(call);
        }
        if (e instanceof BinaryTree b) {
            boolean left = isOne(b.getLeftOperand());
            boolean right = isOne(b.getRightOperand());
            return TensorOperations.operator(b.getKind()).isPresent()
                    && (left || right)
                    && (left || isNumber(b.getLeftOperand()))
                    && (right || isNumber(b.getRightOperand()));
        }
        if (e instanceof UnaryTree u) {
            return Set.of(Kind.UNARY_MINUS, Kind.UNARY_PLUS).contains(u.getKind())
                    && isOne(u.getExpression());
        }
        if (e instanceof TypeCastTree c) {
            return isReal(c.getType().toString()) && isOne(c.getExpression());
        }
        return e instanceof ConditionalExpressionTree c
                && (isOne(c.getTrueExpression()) || isOne(c.getFalseExpression()));
    }

    /** Whether an expression is known to be a number of any kind. */
    private boolean isNumber(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof BinaryTree b) {
            return TensorOperations.operator(b.getKind()).isPresent()
                    && isNumber(b.getLeftOperand())
                    && isNumber(b.getRightOperand());
        }
        if (e instanceof UnaryTree u) {
            return isNumber(u.getExpression());
        }
        if (e instanceof TypeCastTree c) {
            return c.getType() instanceof PrimitiveTypeTree;
        }
        return e instanceof MethodInvocationTree call && math.function(call).isPresent()
                || calls.type(e)
                        .filter(t -> t.getKind().isPrimitive() || BOXES.contains(t.toString()))
                        .isPresent();
    }

    /** Whether two operands give the same in either order: neither changes what the other reads. */
    boolean maySwap(ExpressionTree left, ExpressionTree right) {
        return purity.maySwap(left, right);
    }

    private boolean isPure(MethodInvocationTree call) {
        return isRead(call) || isConverted(call) || math.function(call).isPresent();
    }

    boolean isRead(MethodInvocationTree call) {
        return calls.row(call).filter(r -> r.effect() == Effect.READ).isPresent();
    }

    /** {@code doubleValue()} and {@code floatValue()}. */
    boolean isConverted(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree s
                && call.getArguments().isEmpty()
                && Set.of("doubleValue", "floatValue").contains(s.getIdentifier().toString())
                && isOne(s.getExpression());
    }

    /** {@code Math.sqrt} and others that tensors have, too. */
    private boolean isMath(MethodInvocationTree call) {
        return math.function(call).flatMap(TensorOperations::function).isPresent()
                && call.getArguments().stream().anyMatch(this::isOne);
    }

    /** The function of {@code java.lang.Math} that is called. */
    String math(MethodInvocationTree call) {
        return math.function(call).orElseThrow();
    }

    private static boolean isReal(String type) {
        return Set.of("double", "float", "Double", "Float", "Number").contains(type);
    }

    // ---- where they are

    @Override
    public @Nullable Void visitBlock(BlockTree tree, @Nullable Void unused) {
        declared(tree.getStatements());
        return super.visitBlock(tree, null);
    }

    /** One statement that declares several variables is one tree for each, of one type. */
    private void declared(List<? extends StatementTree> block) {
        Set<Tree> types = Collections.newSetFromMap(new IdentityHashMap<>());
        for (StatementTree statement : block) {
            if (statement instanceof VariableTree v
                    && v.getType() != null
                    && isReal(v.getType().toString())
                    && types.add(v.getType())) {
                declarations.add(v);
            } else if (statement instanceof VariableTree v) {
                declarations.removeIf(d -> d.getType() == v.getType());
            }
        }
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        if (tree.getInitializer() != null && isOne(tree.getInitializer())) {
            hold(tree);
        }
        return super.visitVariable(tree, null);
    }

    private void hold(VariableTree variable) {
        if (declarations.contains(variable)) {
            variables.add(variable);
        }
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        assign(tree.getVariable(), tree.getExpression());
        return super.visitAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitCompoundAssignment(
            CompoundAssignmentTree tree, @Nullable Void unused) {
        assign(tree.getVariable(), tree.getExpression());
        return super.visitCompoundAssignment(tree, null);
    }

    private void assign(ExpressionTree target, ExpressionTree value) {
        if (isOne(value)) {
            locals.named(ClassSource.bare(target)).ifPresent(this::hold);
        }
    }

    @Override
    public @Nullable Void visitExpressionStatement(
            ExpressionStatementTree tree, @Nullable Void unused) {
        statements.add(tree.getExpression());
        return super.visitExpressionStatement(tree, null);
    }

    @Override
    public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
        boolean identity =
                Set.of(Kind.EQUAL_TO, Kind.NOT_EQUAL_TO).contains(tree.getKind())
                        && isObject(tree.getLeftOperand())
                        && isObject(tree.getRightOperand());
        if (COMPARISONS.contains(tree.getKind()) && !identity) {
            compare(tree.getLeftOperand(), tree.getRightOperand());
            compare(tree.getRightOperand(), tree.getLeftOperand());
        }
        return super.visitBinary(tree, null);
    }

    private void compare(ExpressionTree e, ExpressionTree with) {
        if (isOne(e) && (isOne(with) || isNumber(with))) {
            compared.add(e);
        }
    }

    @Override
    public @Nullable Void visitTypeCast(TypeCastTree tree, @Nullable Void unused) {
        if (Set.of("int", "long").contains(tree.getType().toString())) {
            compare(tree.getExpression(), tree.getExpression());
        }
        return super.visitTypeCast(tree, null);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        calls.row(tree)
                .filter(
                        row ->
                                isOperation(row)
                                        || isScalar(tree)
                                        || row.code().startsWith("#Writes."))
                .ifPresent(
                        row ->
                                tree.getArguments().stream()
                                        .filter(this::isOne)
                                        .forEach(toArrays::add));
        return super.visitMethodInvocation(tree, null);
    }

    /** Whether a call is {@code Nd4j.scalar} of such a number, of type {@code double}. */
    boolean isScalar(MethodInvocationTree call) {
        return calls.row(call).filter(r -> r.signature().equals("scalar(*)")).isPresent()
                && call.getArguments().size() == 1
                && isOne(call.getArguments().get(0))
                && isDouble(call.getArguments().get(0));
    }

    /** Whether such a number is an object, not a primitive value. */
    private boolean isObject(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof ConditionalExpressionTree c) {
            return isObject(c.getTrueExpression()) && isObject(c.getFalseExpression());
        }
        if (e instanceof TypeCastTree c) {
            return !(c.getType() instanceof PrimitiveTypeTree);
        }
        if (e instanceof MethodInvocationTree call && isRead(call)) {
            return ArrayCalls.name(call).endsWith("Number");
        }
        return locals.named(e)
                .map(v -> !(v.getType() instanceof PrimitiveTypeTree))
                .orElseGet(() -> calls.type(e).filter(t -> !t.getKind().isPrimitive()).isPresent());
    }

    /**
     * Whether Java computes an expression in {@code float}; arithmetic on two of these in double
     * precision, rounded once, has the same result.
     */
    boolean isFloat(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof BinaryTree b) {
            return isFloat(List.of(b.getLeftOperand(), b.getRightOperand()));
        }
        if (e instanceof UnaryTree u) {
            return isFloat(u.getExpression());
        }
        if (e instanceof TypeCastTree c) {
            return FLOAT.contains(c.getType().toString());
        }
        if (e instanceof ConditionalExpressionTree c) {
            return isFloat(List.of(c.getTrueExpression(), c.getFalseExpression()));
        }
        if (e instanceof MethodInvocationTree call) {
            return math.function(call).filter(OF_ANY_TYPE::contains).isPresent()
                    ? isFloat(call.getArguments())
                    : FLOATS.contains(ArrayCalls.name(call)) && (isRead(call) || isConverted(call));
        }
        return locals.named(e)
                .filter(variables::contains)
                .map(v -> FLOAT.contains(String.valueOf(v.getType())))
                .orElseGet(
                        () -> calls.type(e).filter(t -> FLOAT.contains(t.toString())).isPresent());
    }

    /** One is a {@code float}, and no other is wider. */
    private boolean isFloat(List<? extends ExpressionTree> operands) {
        return operands.stream().anyMatch(this::isFloat)
                && operands.stream().allMatch(o -> isFloat(o) || !isDouble(o) && !isOne(o));
    }

    /** Whether an expression is known to be a {@code double}, and no {@code float}. */
    private boolean isDouble(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof BinaryTree b) {
            return isDouble(b.getLeftOperand()) || isDouble(b.getRightOperand());
        }
        if (e instanceof UnaryTree u) {
            return isDouble(u.getExpression());
        }
        if (e instanceof ConditionalExpressionTree c) {
            return isDouble(c.getTrueExpression()) || isDouble(c.getFalseExpression());
        }
        if (e instanceof MethodInvocationTree call) {
            Optional<String> function = math.function(call);
            return function.isPresent()
                    ? !OF_ANY_TYPE.contains(function.get())
                            || call.getArguments().stream().anyMatch(this::isDouble)
                    : DOUBLES.contains(ArrayCalls.name(call))
                            && (isRead(call) || isConverted(call));
        }
        return calls.type(e).filter(t -> DOUBLE.contains(t.toString())).isPresent();
    }

    /**
     * Whether a method of arrays does arithmetic with an array or a number, or takes on its value.
     */
    static boolean isOperation(ArrayMethod row) {
        return row.isOfArray()
                && row.parameters().size() == 1
                && OPERATIONS.contains(operation(row));
    }

    /** The name of the operation without what says that it is in place. */
    static String operation(ArrayMethod row) {
        return row.name().replaceFirst("i$", "");
    }
}
