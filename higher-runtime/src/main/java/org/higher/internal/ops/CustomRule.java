package org.higher.internal.ops;

import static org.higher.internal.ops.ArithmeticOps.mul;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.higher.internal.backend.Shapes;
import org.higher.internal.tape.BackwardPass;
import org.higher.internal.tape.JointOpRule;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.Value;
import org.jspecify.annotations.Nullable;

/** The derivative of a function, as its user has written it. */
public final class CustomRule implements JointOpRule {
    private final String name;
    private final List<Value> arguments;
    private final Reverse reverse;
    private final Optional<Forward> forward;

    /** Set before anybody can ask for gradients. */
    private @Nullable Value result;

    /**
     * A rule of one call of a function.
     *
     * @param name for messages
     * @param forward empty if forward mode is to use the rule of reverse mode
     */
    public CustomRule(
            String name, List<Value> arguments, Reverse reverse, Optional<Forward> forward) {
        this.name = name;
        this.arguments = arguments;
        this.reverse = reverse;
        this.forward = forward;
    }

    /** The vector-Jacobian product; what users return may be null. */
    @FunctionalInterface
    public interface Reverse {
        @Nullable List<@Nullable Value> of(Value gradient, Value value);
    }

    /** The Jacobian-vector product; what users return may be null. */
    @FunctionalInterface
    public interface Forward {
        @Nullable Value of(List<Value> tangents, Value value);
    }

    /** Tells the value, with its place on the tape. */
    public void setResult(Value recorded) {
        result = recorded;
    }

    @Override
    public int values() {
        return 1;
    }

    @Override
    public int arguments() {
        return arguments.size();
    }

    @Override
    public @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted) {
        Value g = own(Objects.requireNonNull(gradients[0]));
        List<@Nullable Value> found = gradients(g, Objects.requireNonNull(result));
        @Nullable Value[] results = new Value[arguments.size()];
        for (int i = 0; i < results.length; i++) {
            if (wanted[i]) {
                results[i] = own(like(i, found.get(i)));
            }
        }
        return results;
    }

    @Override
    public @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> values) {
        Value y = values.get(0);
        if (forward.isEmpty()) {
            return new @Nullable Value[] {alongTangents(tangents, y)};
        }
        List<Value> filled = new ArrayList<>(arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            Value tangent = tangents[i];
            filled.add(tangent == null ? arguments.get(i).fullLike(0) : tangent);
        }
        Value made = forward.get().of(filled, y);
        if (made == null) {
            throw new IllegalStateException(name + ": its forward rule gave null");
        }
        return new Value[] {made};
    }

    /** J v as the derivative of uᵀ J by u along v: the VJP is linear in u. */
    private @Nullable Value alongTangents(@Nullable Value[] tangents, Value y) {
        boolean graph = Recording.isOn();
        return Recording.with(
                true,
                () -> {
                    Value u = y.fullLike(1).withRequiresGrad(true);
                    List<@Nullable Value> found = gradients(u, y);
                    List<Value> reached = new ArrayList<>();
                    List<Value> along = new ArrayList<>();
                    for (int i = 0; i < tangents.length; i++) {
                        Value tangent = tangents[i];
                        if (tangent != null && reaches(u, i, like(i, found.get(i)))) {
                            reached.add(like(i, found.get(i)));
                            along.add(tangent);
                        }
                    }
                    if (reached.isEmpty()) {
                        return null;
                    }
                    return gradient(u, reached, along, graph).orElseGet(() -> u.fullLike(0));
                });
    }

    /** The gradient by a leaf; empty if nothing depends on it. */
    private static Optional<Value> gradient(
            Value leaf, List<Value> outputs, List<Value> seeds, boolean graph) {
        Node node = Objects.requireNonNull(leaf.node());
        Supplier<Map<Node, Value>> pass =
                () -> BackwardPass.to(Set.of(node), Set.of(), outputs, seeds, ReductionOps::sumTo);
        Map<Node, Value> found = graph ? Recording.recorded(pass) : Recording.with(false, pass);
        return Optional.ofNullable(found.get(node));
    }

    /**
     * Whether a gradient was computed from that of the value; else it has to be 0.
     *
     * @throws IllegalStateException if it is not, say because the VJP has detached it
     */
    private boolean reaches(Value u, int index, Value gradient) {
        boolean reaches =
                gradient.requiresGrad()
                        && gradient(u, List.of(gradient), List.of(gradient.fullLike(0)), false)
                                .isPresent();
        double[] values = reaches ? new double[0] : gradient.kernels().toDoubles(gradient.data());
        if (Arrays.stream(values).anyMatch(x -> x != 0)) {
            throw new IllegalStateException(
                    Messages.of(
                            "%s: its derivative by argument %d is not computed from the"
                                    + " gradient that it is given, by tensor operations, so"
                                    + " forward mode cannot follow it; give it a rule, by"
                                    + " withJvp",
                            name, index));
        }
        return reaches;
    }

    private List<@Nullable Value> gradients(Value g, Value y) {
        List<@Nullable Value> found = reverse.of(g, y);
        if (found == null || found.size() != arguments.size()) {
            throw new IllegalStateException(
                    Messages.of(
                            "%s: its derivative gave %s gradients for %d arguments; return one"
                                    + " for each, zerosLike() where there is no influence",
                            name, found == null ? "no" : found.size(), arguments.size()));
        }
        return found;
    }

    /**
     * A copy that is nobody else's: the memory of gradients is used again, and the user's code may
     * keep what it has seen and made.
     */
    private static Value own(Value value) {
        return Recording.isOn() ? value : mul(value, 1);
    }

    /** A gradient of an argument, summed where that was broadcast. */
    private Value like(int index, @Nullable Value gradient) {
        Value x = arguments.get(index);
        if (gradient == null) {
            throw new IllegalStateException(
                    Messages.of(
                            "%s: the gradient of argument %d is null; return zerosLike()",
                            name, index));
        }
        int[] whole = gradient.shape();
        boolean fits =
                Shapes.canBroadcast(x.shape(), whole)
                        && Arrays.equals(Shapes.broadcast(x.shape(), whole), whole)
                        && (gradient.taskCount() == x.taskCount() || x.taskCount() == 0)
                        && gradient.dtype() == x.dtype()
                        && gradient.device().equals(x.device());
        if (!fits) {
            throw new IllegalStateException(
                    Messages.of(
                            "%s: argument %d is %s on %s, and its gradient %s on %s; they must"
                                    + " agree, but for axes of 1 that were repeated",
                            name,
                            index,
                            Messages.kind(x),
                            x.device(),
                            Messages.kind(gradient),
                            gradient.device()));
        }
        return ReductionOps.sumTo(gradient, x.shape(), x.taskCount(), name);
    }
}
