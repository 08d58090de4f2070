package org.higher.processor.optimizer.flow;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.names.TensorOperations;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.OverloadResolution;

/** Uses of lifted numbers as arguments of methods and constructors. */
record ArgumentUses(Taint taint, Map<ExecutableElement, MethodTree> methods, Uses.Collector found) {
    void use(ExpressionTree e, NewClassTree creation) {
        use(
                e,
                creation.getArguments(),
                calls().constructors(creation),
                "new " + creation.getIdentifier());
    }

    void use(ExpressionTree e, MethodInvocationTree call) {
        if (call.getMethodSelect() == e) {
            found.report(
                    Message.NOT_DIFFERENTIABLE,
                    call,
                    call.getMethodSelect(),
                    TensorOperations.LIFTED);
            return;
        }
        Optional<String> math = calls().math(call);
        if (math.isPresent()) {
            useInFunction(math.get(), call);
            return;
        }
        List<ExecutableElement> own = calls().own(call);
        if (!own.isEmpty()) {
            if (!isForLiftedParameter(e, call, own)) {
                reportPlain(e, call.getMethodSelect().toString(), own, at(e, call));
            }
            return;
        }
        if (calls().makesTensor(call)) {
            return;
        }
        List<ExecutableElement> candidates = calls().external(call);
        if (calls().reads(candidates)) {
            found.value(e);
        } else {
            use(e, call.getArguments(), candidates, call.getMethodSelect().toString());
        }
    }

    private void useInFunction(String function, MethodInvocationTree call) {
        if (TensorOperations.function(function).isEmpty()) {
            found.report(
                    Message.NOT_DIFFERENTIABLE,
                    call,
                    call.getMethodSelect(),
                    TensorOperations.LIFTED);
        }
    }

    /** As an argument of a method of another class: there must be an overload with tensors. */
    private void use(
            ExpressionTree e,
            List<? extends ExpressionTree> arguments,
            List<ExecutableElement> candidates,
            String callee) {
        Optional<ExecutableElement> overload =
                calls().overloads().lifted(candidates, arguments, taint::lifted);
        int at = arguments.indexOf(e);
        if (overload.isEmpty() || at >= overload.get().getParameters().size()) {
            reportPlain(e, callee, candidates, at);
            return;
        }
        for (int i = 0; i < arguments.size(); i++) {
            boolean number = taint.rule().kinds().of(arguments.get(i)).isNumber();
            if (number && OverloadResolution.takesTensor(overload.get(), i)) {
                found.promote(arguments.get(i));
            }
        }
    }

    private boolean isForLiftedParameter(
            ExpressionTree e, MethodInvocationTree call, List<ExecutableElement> own) {
        int at = at(e, call);
        return own.stream()
                .allMatch(
                        m ->
                                methods.containsKey(m)
                                        && at < methods.get(m).getParameters().size()
                                        && taint.lifted(methods.get(m).getParameters().get(at)));
    }

    private void reportPlain(
            ExpressionTree e, String callee, List<ExecutableElement> candidates, int at) {
        String parameter =
                candidates.stream()
                        .filter(m -> at < m.getParameters().size())
                        .map(m -> m.getParameters().get(at).asType())
                        .map(TypeMirror::toString)
                        .findFirst()
                        .orElse("number");
        found.report(
                Message.PLAIN_ARGUMENT, e, callee, parameter, taint.rule().type().getSimpleName());
    }

    private static int at(ExpressionTree e, MethodInvocationTree call) {
        return call.getArguments().indexOf(e);
    }

    private Calls calls() {
        return taint.rule().calls();
    }
}
