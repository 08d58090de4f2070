package org.higher.processor.optimizer.verification;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.Trees;
import java.util.Set;
import org.higher.processor.optimizer.analysis.AnalyzedRule;
import org.higher.processor.optimizer.validation.CallInspection;
import org.higher.processor.pipeline.Context;
import org.higher.processor.verification.CopiedCode;
import org.higher.processor.verification.ModuleCalls;
import org.higher.processor.verification.Verifier;

/** The checks of a rule that need the meaning of its calls, and so wait for javac's attribution. */
public final class AttributedChecks {
    private AttributedChecks() {}

    /** Prepares the comparison of what was copied with javac's view, and has it wait. */
    public static void expect(Context context, AnalyzedRule analyzed) {
        Trees trees = context.javac().trees();
        CopiedCode copied =
                CopiedCode.of(
                        analyzed.rule().type(),
                        Set.of(analyzed.rule().type().getQualifiedName().toString()),
                        analyzed.copied().keySet(),
                        Set.of(),
                        Set.of());
        Verifier.Inspection calls = CallInspection.of(analyzed, trees);
        Verifier.Inspection modules =
                ModuleCalls.of(
                        context.elements(),
                        trees,
                        context.leftOut(),
                        analyzed.rule().type(),
                        copied);
        context.verifier()
                .expect(
                        analyzed.rule().source(),
                        analyzed.copied().values().stream().map(MethodTree::getBody).toList(),
                        copied,
                        (path, meaning, sink) -> {
                            calls.inspect(path, meaning, sink);
                            modules.inspect(path, meaning, sink);
                        });
    }
}
