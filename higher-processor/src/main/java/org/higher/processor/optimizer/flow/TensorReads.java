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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeKind;
import org.higher.processor.names.Meaning;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.optimizer.rule.SwitchResults;
import org.higher.processor.optimizer.rule.ValueKind;
import org.higher.processor.optimizer.rule.ValueKinds;
import org.higher.processor.text.ClassSource;

/**
 * Numbers and texts that are read from tensors: the facts of the analysis {@link CutGradients}.
 *
 * <p>From tensors of the rule, or from numbers that are tensors in the optimizer. What is read is
 * detached: it has lost its gradient. That does not matter where it is compared or shown.
 */
final class TensorReads {
    /** What gives a tensor's values away, where its type takes inference to know. */
    private static final Set<String> READERS = Set.of("item", "toDoubles", "toFloats");

    /** Operations whose results have no gradient. */
    private static final Set<String> DETACHING =
            Set.of(
                    "detach",
                    "zerosLike",
                    "onesLike",
                    "fullLike",
                    "scalarLike",
                    "eq",
                    "ne",
                    "lt",
                    "le",
                    "gt",
                    "ge",
                    "sign");

    private final Rule rule;
    private final Taint taint;
    private final Set<ExecutableElement> copied;

    /** By variable, lambda, or method of the rule: where what it holds or returns was read. */
    private final Map<Object, Origin> origins = new HashMap<>();

    /** Variables that hold a detached tensor, and never another. */
    private final Set<VariableTree> detached = new HashSet<>();

    /** Nothing is known yet of the methods that are copied. */
    TensorReads(Taint taint, Set<ExecutableElement> copied) {
        this.rule = taint.rule();
        this.taint = taint;
        this.copied = copied;
    }

    Rule rule() {
        return rule;
    }

    /** How much is known; grows with every discovery. */
    int size() {
        return origins.size() + (int) origins.values().stream().filter(o -> !o.text()).count();
    }

    /** A variable or result holds what was read; a number counts more than a text. */
    void add(Object declaration, Origin origin) {
        origins.merge(declaration, origin, (old, now) -> old.text() ? now : old);
    }

    void addDetached(VariableTree variable) {
        detached.add(variable);
    }

    /** Where the value of an expression was read; nothing if it wasn't. */
    Optional<Origin> origin(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof IdentifierTree id) {
            return rule.source().names().of(id) instanceof Meaning.Local l
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
            return any(SwitchResults.of(s));
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
        if (rule.kinds().of(b) == ValueKind.STRING) {
            return any(operands).or(() -> lifted(operands)).map(Origin::asText);
        }
        return ValueKinds.isArithmetic(b.getKind()) ? any(operands) : Optional.empty();
    }

    /** What is a tensor in the optimizer, and read where a number is needed. */
    private Optional<Origin> lifted(List<? extends ExpressionTree> all) {
        return all.stream().filter(taint::lifted).findFirst().map(e -> new Origin(e, false));
    }

    /** {@code Tensor::item} as a function. */
    private Optional<Origin> ofReference(MemberReferenceTree r) {
        boolean reads = READERS.contains(r.getName().toString());
        return reads && !isDetached(r.getQualifierExpression())
                ? Optional.of(new Origin(r, false))
                : origin(r.getQualifierExpression());
    }

    private Optional<Origin> ofCall(MethodInvocationTree call) {
        List<ExecutableElement> own = rule.calls().own(call);
        if (own.stream().anyMatch(copied::contains)) {
            return own.stream().filter(origins::containsKey).map(origins::get).findFirst();
        }
        if (isBoolean(call)) {
            return Optional.empty();
        }
        if (isReading(call)) {
            return Optional.of(new Origin(call, rule.kinds().of(call) == ValueKind.STRING));
        }
        Optional<Origin> read = any(call.getArguments());
        if (read.isEmpty() && rule.calls().reads(rule.calls().external(call))) {
            read = lifted(call.getArguments()).map(Origin::asText);
        }
        Optional<Origin> found = read.or(() -> receiver(call).flatMap(this::origin));
        return rule.kinds().of(call) == ValueKind.REAL ? found.map(Origin::asNumber) : found;
    }

    static Optional<ExpressionTree> receiver(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree s
                ? Optional.of(s.getExpression())
                : Optional.empty();
    }

    boolean isBoolean(ExpressionTree e) {
        return rule.source()
                .typing()
                .of(e)
                .filter(t -> t.getKind() == TypeKind.BOOLEAN)
                .isPresent();
    }

    /** Whether a call makes numbers of tensors that may have a gradient. */
    boolean isReading(MethodInvocationTree call) {
        Optional<ExpressionTree> receiver =
                receiver(call).filter(r -> rule.source().names().type(r).isEmpty());
        boolean tensors =
                receiver.filter(this::hasGradient).isPresent()
                        || call.getArguments().stream().anyMatch(this::hasGradient);
        if (rule.calls().isUnknown(call)) {
            String name = ((MemberSelectTree) call.getMethodSelect()).getIdentifier().toString();
            return READERS.contains(name) && !isDetached(receiver.orElseThrow());
        }
        return tensors
                && (rule.kinds().of(call) == ValueKind.STRING
                        || !isAccessor(call)
                                && rule.source()
                                        .typing()
                                        .of(call)
                                        .filter(TypeContents::holdsReals)
                                        .isPresent());
    }

    private boolean isAccessor(MethodInvocationTree call) {
        return rule.source().typing().candidates(call).stream().anyMatch(Calls::isAccessor);
    }

    /** Whether an expression is a tensor, or an object with tensors, that may have a gradient. */
    private boolean hasGradient(ExpressionTree e) {
        return rule.source().typing().of(e).filter(TypeContents::holdsTensors).isPresent()
                && !isDetached(e);
    }

    /**
     * Whether no gradient can be lost with a tensor: it is detached, or of an operation without
     * one.
     */
    boolean isDetached(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof IdentifierTree id) {
            return rule.source().names().of(id) instanceof Meaning.Local l
                    && detached.contains(l.declaration());
        }
        if (!(e instanceof MethodInvocationTree call)
                || !(call.getMethodSelect() instanceof MemberSelectTree s)) {
            return false;
        }
        return DETACHING.contains(s.getIdentifier().toString())
                || isDetached(s.getExpression())
                        && call.getArguments().stream().allMatch(this::isDetachedArgument);
    }

    private boolean isDetachedArgument(ExpressionTree e) {
        return e instanceof LiteralTree
                || isDetached(e)
                || !taint.lifted(e) && rule.kinds().of(e).isNumber() && origin(e).isEmpty();
    }
}
