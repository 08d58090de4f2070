package org.higher.internal.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.higher.internal.backend.Kernels.Binary;
import org.jspecify.annotations.Nullable;

/** The arguments of an operation that have tangents, with their rules: a list. */
final class Duals {
    private final Value x;
    private final @Nullable Duals next;

    private UnaryOperator<Value> last = UnaryOperator.identity();

    /** Null as long as the operation has named none. */
    private @Nullable ForwardRule rule;

    Duals(Value x, @Nullable ForwardRule rule, @Nullable Duals next) {
        this.x = x;
        this.rule = rule;
        this.next = next;
    }

    /** The list with another value for its first. */
    Duals inPlaceOfFirst(Value other, ForwardRule otherRule) {
        return new Duals(other, otherRule, next);
    }

    /** What the sum passes; the last argument of the list has it. */
    void setLast(UnaryOperator<Value> last) {
        this.last = last;
    }

    void setRule(ForwardRule rule) {
        this.rule = rule;
    }

    /** Gives the operation's value its tangents. */
    void push(String op, Value y) {
        List<Value> arguments = new ArrayList<>();
        for (Duals dual = this; dual != null; dual = dual.next) {
            arguments.add(dual.x);
        }
        TangentScope.push(op, arguments, scope -> push(op, y, scope));
    }

    private void push(String op, Value y, TangentScope scope) {
        Value sum = null;
        for (Duals dual = this; dual != null; dual = dual.next) {
            Value t = dual.x.tangent(scope);
            if (t == null) {
                continue;
            }
            if (dual.rule == null) {
                throw noRule(op);
            }
            Value part = dual.rule.jvp(t, y);
            sum = sum == null ? part : add(sum, part);
        }
        if (sum != null) {
            y.withTangent(scope, like(y, last.apply(sum), op));
        }
    }

    /** Where no rule of forward mode is known. */
    static IllegalStateException noRule(String op) {
        return new IllegalStateException(
                op + ": it has no rule for forward mode (JVP); differentiate it in reverse mode");
    }

    /** The sum of two parts of a tangent, which broadcast together. */
    static Value add(Value a, Value b) {
        return Op.linearOp(
                        "add",
                        a.kernels()
                                .binary(Binary.ADD, TaskAxis.beside(b, a), TaskAxis.beside(a, b)))
                .symmetric()
                .wrt(a, g -> g)
                .wrt(b, g -> g)
                .record();
    }

    /**
     * A tangent, repeated where broadcasting and tasks repeated the argument.
     *
     * @throws IllegalStateException if a rule has given something that is not like the value
     */
    static Value like(Value y, Value t, String op) {
        boolean fits =
                t.dtype() == y.dtype()
                        && t.device().equals(y.device())
                        && t.isNumber() == y.isNumber()
                        && t.rank() <= y.rank()
                        && (t.taskCount() == 0 || t.taskCount() == y.taskCount());
        if (!fits) {
            throw new IllegalStateException(
                    Messages.of(
                            "%s: its forward rule gave a tangent %s for a value %s",
                            op, Messages.kind(t), Messages.kind(y)));
        }
        if (t.taskCount() == y.taskCount() && Arrays.equals(t.shape(), y.shape())) {
            return t;
        }
        return Op.linearOp(
                        "broadcast",
                        y.kernels().broadcast(TaskAxis.withRank(t, y.rank()), y.data().shape()))
                .symmetric()
                .wrt(t, g -> g)
                .tasks(y.taskCount())
                .record();
    }
}
