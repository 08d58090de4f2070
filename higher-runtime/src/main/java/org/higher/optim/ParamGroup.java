package org.higher.optim;

import java.util.List;
import java.util.Objects;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A parameter group: parameters that share the settings of a rule.
 *
 * @param <R> the update rule
 */
public final class ParamGroup<R extends UpdateRule<?>> {
    private final List<Tensor> params;
    private final R rule;

    private ParamGroup(List<Tensor> params, R rule) {
        this.params = params;
        this.rule = rule;
    }

    /** Parameters, and the rule that moves them. */
    public static <R extends UpdateRule<?>> ParamGroup<R> of(List<Tensor> params, R rule) {
        Arguments.nonNull("ParamGroup", params, "list of parameters");
        params.forEach(param -> Arguments.nonNull("ParamGroup", param, "parameter"));
        Arguments.nonNull("ParamGroup", rule, "update rule");
        return new ParamGroup<>(List.copyOf(params), rule);
    }

    /** The parameters; those of an {@link Optimizer} are leaves. */
    public List<Tensor> params() {
        return params;
    }

    /** How they are updated. */
    public R rule() {
        return rule;
    }

    /**
     * What the rule remembers before the first step: of each parameter, in their order, or of all
     * of them in one, if it is a {@link JointRule}.
     */
    public List<Object> initialStates() {
        List<Tensor> values = params.stream().map(Tensor::detach).toList();
        return rule instanceof JointRule<?> joint && !values.isEmpty()
                ? List.of(joint.init(values))
                : values.stream().<Object>map(rule::init).toList();
    }

    /** Whether there is one state for all parameters. */
    boolean isJoint() {
        return rule instanceof JointRule;
    }

    /** How many states there are. */
    int slots() {
        return isJoint() ? Math.min(1, params.size()) : params.size();
    }

    /** What the state in a slot is of, for messages. */
    String slot(int index) {
        return isJoint() ? "all parameters" : "parameter " + index;
    }

    /** The same parameters with another rule. */
    public ParamGroup<R> withRule(R rule) {
        return of(params, rule);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ParamGroup<?> that
                && params.equals(that.params)
                && rule.equals(that.rule);
    }

    @Override
    public int hashCode() {
        return Objects.hash(params, rule);
    }

    @Override
    public String toString() {
        return "ParamGroup[" + params.size() + " parameters, " + rule + "]";
    }
}
