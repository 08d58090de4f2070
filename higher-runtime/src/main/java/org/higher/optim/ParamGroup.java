package org.higher.optim;

import java.util.List;
import org.higher.tensor.Tensor;

/**
 * Parameters that share the settings of a rule.
 *
 * @param rule how they are updated
 * @param params the parameters, which are leaves
 */
public record ParamGroup<R extends UpdateRule<?>>(R rule, List<Tensor> params) {
    public ParamGroup {
        Checks.given(rule, "ParamGroup", "update rule");
        Checks.given(params, "ParamGroup", "list of parameters");
        params.forEach(param -> Checks.given(param, "ParamGroup", "parameter"));
        params = List.copyOf(params);
    }
}
