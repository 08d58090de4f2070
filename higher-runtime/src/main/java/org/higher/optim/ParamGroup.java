package org.higher.optim;

import java.util.List;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * Parameters that share the settings of a rule.
 *
 * @param rule how they are updated
 * @param params the parameters, which are leaves
 */
public record ParamGroup<R extends UpdateRule<?>>(R rule, List<Tensor> params) {
    public ParamGroup {
        Arguments.nonNull("ParamGroup", rule, "update rule");
        Arguments.nonNull("ParamGroup", params, "list of parameters");
        params.forEach(param -> Arguments.nonNull("ParamGroup", param, "parameter"));
        params = List.copyOf(params);
    }
}
