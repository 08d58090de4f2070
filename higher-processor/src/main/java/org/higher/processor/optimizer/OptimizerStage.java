package org.higher.processor.optimizer;

import com.palantir.javapoet.JavaFile;
import com.sun.source.tree.MethodTree;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.analysis.LiftedBody;
import org.higher.processor.optimizer.analysis.Lifting;
import org.higher.processor.optimizer.flow.CutGradients;
import org.higher.processor.optimizer.flow.Taint;
import org.higher.processor.optimizer.flow.Uses;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.Kinds;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.optimizer.validation.BodyChecks;
import org.higher.processor.optimizer.validation.CallInspection;
import org.higher.processor.optimizer.validation.DerivedFields;
import org.higher.processor.optimizer.validation.RuleChecks;
import org.higher.processor.optimizer.writing.OptimizerWriter;
import org.higher.processor.pipeline.Context;
import org.higher.processor.pipeline.Stage;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.ModuleCalls;
import org.higher.processor.verification.Verifier;

/**
 * Update rules: {@code Sgd} to {@code DifferentiableSgd}.
 *
 * <p>{@link Rule} is what was written, {@link Taint} says which of its numbers become tensors,
 * {@link Uses} what becomes of them where they are used, {@link LiftedBody} writes the bodies and
 * {@link OptimizerWriter} the class around them.
 */
public final class OptimizerStage implements Stage {
    private final Context context;

    public OptimizerStage(Context context) {
        this.context = context;
    }

    @Override
    public boolean accepts(TypeElement type) {
        return !Annotations.isFunctional(type)
                && Rule.stateOf(type.asType(), context.types()).isPresent()
                && ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                        .anyMatch(Annotations::isTrainable);
    }

    @Override
    public Optional<JavaFile> generate(TypeElement type) {
        int before = context.reporter().errors();
        ClassSource source = context.source(type);
        TypeMirror state = Rule.stateOf(type.asType(), context.types()).orElseThrow();
        Rule rule = new Rule(source, state);
        new RuleChecks(type, context.reporter()).check(rule);
        rule.declarations(source.reachable(rule.entries(), m -> true))
                .forEach((method, tree) -> checkText(source, method, tree));
        if (context.reporter().errors() > before) {
            return Optional.empty();
        }
        JavaFile file = lift(rule);
        return context.reporter().errors() > before ? Optional.empty() : Optional.of(file);
    }

    /** A lifted body needs its text and, for comparisons with javac's view, its positions. */
    private void checkText(ClassSource source, ExecutableElement method, MethodTree tree) {
        if (!source.isReadable(method) || source.original(tree) != tree) {
            context.sink(source).report(Message.UNREADABLE_METHOD, tree, method.getSimpleName());
        }
    }

    private JavaFile lift(Rule rule) {
        ClassSource source = rule.source();
        Problem.Sink problems = context.sink(source);
        Kinds kinds = new Kinds(source.typing());
        Calls calls = new Calls(source, kinds, context.types(), context.elements());

        Set<ExecutableElement> reachable = source.reachable(rule.entries(), m -> true);
        Taint taint = new Taint(source, calls, kinds, rule.declarations(reachable));
        Map<ExecutableElement, MethodTree> methods = rule.declarations(copied(rule, taint));
        Uses uses = new Uses(source, calls, kinds, taint, methods, problems);
        BodyChecks checks = new BodyChecks(rule, calls, taint, methods, problems);
        checks.check();
        Set<VariableElement> fields = checks.usedFields();
        DerivedFields.check(rule, rule.declarations(reachable), problems);
        CutGradients.check(rule, calls, kinds, taint, methods, problems);

        Lifting lifting = new Lifting(rule, calls, taint, uses, methods, fields, problems);
        JavaFile file = new OptimizerWriter(context, lifting).write();
        context.verifier()
                .expect(
                        source,
                        methods.values().stream().map(MethodTree::getBody).toList(),
                        inspection(lifting));
        return file;
    }

    private Verifier.Inspection inspection(Lifting lifting) {
        Verifier.Inspection overloads = new CallInspection(lifting, context.javac().trees());
        Verifier.Inspection modules =
                ModuleCalls.of(
                        context.elements(),
                        context.javac().trees(),
                        context.leftOut(),
                        lifting.rule().type(),
                        lifting.methods().keySet());
        return (path, meaning, sink) -> {
            overloads.inspect(path, meaning, sink);
            modules.inspect(path, meaning, sink);
        };
    }

    /** What the optimizer needs a copy of: other static methods are called where they are. */
    private static Set<ExecutableElement> copied(Rule rule, Taint taint) {
        return rule.source()
                .reachable(
                        rule.entries(),
                        m ->
                                !m.getModifiers().contains(Modifier.STATIC)
                                        || m.getModifiers().contains(Modifier.PRIVATE)
                                        || taint.liftedSignature(m)
                                        || seesModules(m));
    }

    private static boolean seesModules(ExecutableElement method) {
        return Stream.concat(
                        Stream.of(method.getReturnType()),
                        method.getParameters().stream().map(VariableElement::asType))
                .flatMap(Shape::mentioned)
                .anyMatch(Annotations::isFunctional);
    }
}
