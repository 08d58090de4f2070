package org.higher.processor.optimizer.flow;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.names.Meaning;
import org.higher.processor.optimizer.construction.Siblings;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.Kinds;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;

/**
 * Numbers and texts that are read from tensors.
 *
 * <p>From those of the rule, or from numbers that are tensors in the optimizer.
 *
 * <p>They have lost their gradient. That does not matter where they are compared or shown.
 */
public final class Readings {
    /**
     * Where a value was read.
     *
     * @param text whether it is a text now, which does harm only when a number is parsed from it
     */
    public record Origin(Tree at, boolean text) {
        Origin asText() {
            return new Origin(at, true);
        }

        Origin asNumber() {
            return new Origin(at, false);
        }
    }

    /** What gives a tensor's values away, where its type takes inference to know. */
    private static final Set<String> READERS = Set.of("item", "toDoubles", "toFloats");

    /** Operations whose results have no gradient. */
    private static final Set<String> FLAT =
            Set.of("detach", "zerosLike", "onesLike", "eq", "ne", "lt", "le", "gt", "ge", "sign");

    private final ClassSource source;
    private final Calls calls;
    private final Kinds kinds;
    private final Taint taint;
    private final Set<ExecutableElement> copied;

    /**
     * What variables and the rule's own methods hold or return, by declaration: where it is read.
     */
    private final Map<Object, Origin> origins = new HashMap<>();

    /** Variables that hold a tensor without a gradient. */
    private final Set<VariableTree> flat;

    public Readings(
            ClassSource source,
            Calls calls,
            Kinds kinds,
            Taint taint,
            Set<ExecutableElement> copied,
            Set<VariableTree> constants) {
        this.source = source;
        this.calls = calls;
        this.kinds = kinds;
        this.taint = taint;
        this.copied = copied;
        this.flat = constants;
    }

    /** How much is known; grows with every discovery. */
    public int size() {
        return origins.size() + (int) origins.values().stream().filter(o -> !o.text()).count();
    }

    public void add(Object declaration, Origin origin) {
        origins.merge(declaration, origin, (old, now) -> old.text() ? now : old);
    }

    /** Where the value of an expression was read; nothing if it wasn't. */
    public Optional<Origin> origin(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof IdentifierTree id) {
            return source.names().of(id) instanceof Meaning.Local l
                    ? Optional.ofNullable(origins.get(l.declaration()))
                    : Optional.empty();
        }
        if (e instanceof BinaryTree b) {
            return ofBinary(b);
        }
        if (e instanceof UnaryTree u) {
            return u.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
                    ? Optional.empty()
                    : origin(u.getExpression());
        }
        if (e instanceof ConditionalExpressionTree c) {
            return origin(c.getTrueExpression()).or(() -> origin(c.getFalseExpression()));
        }
        if (e instanceof SwitchExpressionTree s) {
            return any(Taint.outcomes(s));
        }
        if (e instanceof TypeCastTree c) {
            return origin(c.getExpression());
        }
        if (e instanceof AssignmentTree a) {
            return origin(a.getExpression());
        }
        if (e instanceof CompoundAssignmentTree a) {
            return origin(a.getExpression()).or(() -> origin(a.getVariable()));
        }
        if (e instanceof ArrayAccessTree a) {
            return origin(a.getExpression()).or(() -> origin(a.getIndex()));
        }
        if (e instanceof MemberSelectTree s) {
            return s.getIdentifier().contentEquals("length")
                    ? Optional.empty()
                    : origin(s.getExpression());
        }
        if (e instanceof NewArrayTree a) {
            return a.getInitializers() == null ? Optional.empty() : any(a.getInitializers());
        }
        if (e instanceof NewClassTree n) {
            return any(n.getArguments());
        }
        if (e instanceof LambdaExpressionTree l) {
            return l.getBody() instanceof ExpressionTree body
                    ? origin(body)
                    : Optional.ofNullable(origins.get(l));
        }
        if (e instanceof MemberReferenceTree r) {
            return ofReference(r);
        }
        return e instanceof MethodInvocationTree call ? ofCall(call) : Optional.empty();
    }

    private Optional<Origin> any(List<? extends ExpressionTree> all) {
        return all.stream().flatMap(e -> origin(e).stream()).findFirst();
    }

    private Optional<Origin> ofBinary(BinaryTree b) {
        List<ExpressionTree> operands = List.of(b.getLeftOperand(), b.getRightOperand());
        if (kinds.of(b) == Kinds.Kind.STRING) {
            return any(operands).or(() -> lifted(operands)).map(Origin::asText);
        }
        return Kinds.isArithmetic(b.getKind()) ? any(operands) : Optional.empty();
    }

    /** What is a tensor in the optimizer, and read where a number is needed. */
    private Optional<Origin> lifted(List<? extends ExpressionTree> all) {
        return all.stream().filter(taint::lifted).findFirst().map(e -> new Origin(e, false));
    }

    /** {@code Tensor::item} as a function. */
    private Optional<Origin> ofReference(MemberReferenceTree r) {
        boolean reads = READERS.contains(r.getName().toString());
        return reads && !isFlat(r.getQualifierExpression())
                ? Optional.of(new Origin(r, false))
                : origin(r.getQualifierExpression());
    }

    private Optional<Origin> ofCall(MethodInvocationTree call) {
        List<ExecutableElement> own = calls.own(call);
        if (own.stream().anyMatch(copied::contains)) {
            return own.stream().filter(origins::containsKey).map(origins::get).findFirst();
        }
        if (isBoolean(call)) {
            return Optional.empty();
        }
        if (isReading(call)) {
            return Optional.of(new Origin(call, kinds.of(call) == Kinds.Kind.STRING));
        }
        Optional<Origin> read = any(call.getArguments());
        if (read.isEmpty() && calls.reads(calls.external(call))) {
            read = lifted(call.getArguments()).map(Origin::asText);
        }
        Optional<Origin> found = read.or(() -> receiver(call).flatMap(this::origin));
        return kinds.of(call) == Kinds.Kind.REAL ? found.map(Origin::asNumber) : found;
    }

    public static Optional<ExpressionTree> receiver(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree s
                ? Optional.of(s.getExpression())
                : Optional.empty();
    }

    public boolean isBoolean(ExpressionTree e) {
        return source.typing().of(e).filter(t -> t.getKind() == TypeKind.BOOLEAN).isPresent();
    }

    // ---- reading

    /** Whether a call makes numbers of tensors that may have a gradient. */
    public boolean isReading(MethodInvocationTree call) {
        Optional<ExpressionTree> receiver =
                receiver(call).filter(r -> source.names().type(r).isEmpty());
        boolean tensors =
                receiver.filter(this::hasGradient).isPresent()
                        || call.getArguments().stream().anyMatch(this::hasGradient);
        if (calls.isUnknown(call)) {
            String name = ((MemberSelectTree) call.getMethodSelect()).getIdentifier().toString();
            return READERS.contains(name) && !isFlat(receiver.orElseThrow());
        }
        return tensors
                && (kinds.of(call) == Kinds.Kind.STRING
                        || !isComponent(call)
                                && source.typing()
                                        .of(call)
                                        .filter(Readings::holdsReals)
                                        .isPresent());
    }

    private boolean isComponent(MethodInvocationTree call) {
        return source.typing().candidates(call).stream().anyMatch(Siblings::isComponent);
    }

    private static boolean holdsReals(TypeMirror type) {
        return type instanceof ArrayType a
                ? holdsReals(a.getComponentType())
                : Kinds.of(type) == Kinds.Kind.REAL || type.toString().startsWith("org.nd4j.");
    }

    /** Whether an expression is a tensor, or an object with tensors, that may have a gradient. */
    private boolean hasGradient(ExpressionTree e) {
        return source.typing().of(e).filter(t -> holdsTensors(t, 0)).isPresent() && !isFlat(e);
    }

    private static boolean holdsTensors(TypeMirror type, int depth) {
        if (Annotations.isTensor(type)) {
            return true;
        }
        if (type instanceof ArrayType a) {
            return holdsTensors(a.getComponentType(), depth);
        }
        if (depth > 3
                || !(type instanceof DeclaredType d)
                || Annotations.isFunctional(d.asElement())) {
            return false;
        }
        return d.getTypeArguments().stream().anyMatch(t -> holdsTensors(t, depth + 1))
                || !d.toString().startsWith("java.")
                        && d.asElement().getEnclosedElements().stream()
                                .filter(f -> f.getKind().isField())
                                .anyMatch(f -> holdsTensors(f.asType(), depth + 1));
    }

    /** Whether no gradient can be lost with a tensor: it is detached, or of a flat operation. */
    public boolean isFlat(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof IdentifierTree id) {
            return source.names().of(id) instanceof Meaning.Local l
                    && flat.contains(l.declaration());
        }
        if (!(e instanceof MethodInvocationTree call)
                || !(call.getMethodSelect() instanceof MemberSelectTree s)) {
            return false;
        }
        return FLAT.contains(s.getIdentifier().toString())
                || isFlat(s.getExpression())
                        && call.getArguments().stream().allMatch(this::isFlatArgument);
    }

    private boolean isFlatArgument(ExpressionTree e) {
        return e instanceof LiteralTree
                || isFlat(e)
                || !taint.lifted(e) && Kinds.isNumber(kinds.of(e)) && origin(e).isEmpty();
    }
}
