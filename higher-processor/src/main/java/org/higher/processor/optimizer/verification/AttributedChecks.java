package org.higher.processor.optimizer.verification;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.Trees;
import org.higher.processor.optimizer.analysis.RuleAnalysis;
import org.higher.processor.optimizer.validation.CallInspection;
import org.higher.processor.pipeline.Context;
import org.higher.processor.verification.ModuleCalls;
import org.higher.processor.verification.Verifier;

/** The checks of a rule that need the meaning of its calls, and so wait for javac's attribution. */
public final class AttributedChecks {
    private AttributedChecks() {}

    /** Prepares the comparison of what was copied with javac's view, and has it wait. */
    public static void expect(Context context, RuleAnalysis analysis) {
        Trees trees = context.javac().trees();
        Verifier.Inspection calls = CallInspection.of(analysis, trees);
        Verifier.Inspection modules =
                ModuleCalls.of(
                        context.elements(),
                        trees,
                        context.leftOut(),
                        analysis.rule().type(),
                        analysis.copied().keySet());
        context.verifier()
                .expect(
                        analysis.rule().source(),
                        analysis.copied().values().stream().map(MethodTree::getBody).toList(),
                        (path, meaning, sink) -> {
                            calls.inspect(path, meaning, sink);
                            modules.inspect(path, meaning, sink);
                        });
    }
}
