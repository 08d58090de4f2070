package org.higher.processor.twin.verification;

import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.verification.CopiedCode;
import org.higher.processor.verification.LeftOut;
import org.higher.processor.verification.Verifier;

/**
 * Finds where copied code treats a module as any object: compares, hashes or prints it, or gives it
 * to code that was not copied and would meet a bound twin there.
 */
final class ModuleUses implements Verifier.ClassInspection {
    private final Context context;
    private final Trees trees;
    private final TypeElement model;
    private final LeftOut leftOut;
    private final CopiedCode copied;
    private final CopiedCode required;

    private ModuleUses(Context context, TypeElement model, CopiedCode copied, CopiedCode required) {
        this.context = context;
        this.trees = context.javac().trees();
        this.model = model;
        this.leftOut = context.leftOut();
        this.copied = copied;
        this.required = required;
    }

    /** For the code of a twin, and what of it forward needs. */
    static ModuleUses of(
            Context context, TypeElement model, CopiedCode copied, CopiedCode required) {
        return new ModuleUses(context, model, copied, required);
    }

    @Override
    public void inspect(TreePath classPath, Problem.Sink sink) {
        ModuleValues values = ModuleValues.in(trees, classPath, copied);
        copied.eachBody(
                trees,
                classPath,
                (method, body) ->
                        look(body, values, method.map(m -> sinkOf(m, sink)).orElse(sink)));
    }

    private void look(TreePath code, ModuleValues values, Problem.Sink sink) {
        new ModuleArguments(context, model, copied, values, sink).scan(code, null);
        new ModuleTypeTests(context, values, sink).scan(code, null);
    }

    /**
     * A method that forward does not need must not fail the build; nor may other models call it.
     */
    private Problem.Sink sinkOf(ExecutableElement method, Problem.Sink sink) {
        return required.has(method)
                ? sink
                : problem -> leftOut.add(model, method, problem.reason());
    }
}
