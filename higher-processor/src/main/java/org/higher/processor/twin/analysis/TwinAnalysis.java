package org.higher.processor.twin.analysis;

import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.validation.Captures;
import org.higher.processor.twin.validation.InPlace;
import org.higher.processor.twin.validation.ModelCheck;
import org.higher.processor.twin.validation.ModuleUses;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Hidden;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.higher.processor.verification.ModuleCalls;
import org.jspecify.annotations.Nullable;

/** From a model's source to the description of its twin. */
public final class TwinAnalysis {
    private static final String SETTING =
            "it returns nothing and takes no tensor, so it can only be about the model itself";

    private record Copy(CodeBlock body, List<Problem> problems, Set<VariableElement> statics) {}

    private final Context context;
    private final ClassSource source;
    private final TypeElement type;
    private final List<TypeElement> layerTypes;

    /** What forward needs. */
    private final Set<ExecutableElement> required = new HashSet<>();

    private final Map<ExecutableElement, Copy> copies = new HashMap<>();

    public TwinAnalysis(Context context, TypeElement type) {
        this.context = context;
        this.source = context.source(type);
        this.type = type;
        this.layerTypes = layerTypes(type);
    }

    /** The description; empty where there were errors, which have been reported. */
    public Optional<TwinModel> analyze() {
        int errors = context.reporter().errors();
        ModelCheck check = new ModelCheck(context, source);
        check.checkType();
        if (context.reporter().errors() > errors) {
            return Optional.empty(); // anything else would be a consequence
        }
        Roles roles = new Roles(source, new InertTypes(context));
        List<ModelField> fields = source.fields().stream().map(roles::of).toList();
        check.checkFields(fields);
        Set<ExecutableElement> wanted = copied();
        if (context.reporter().errors() > errors) {
            return Optional.empty();
        }
        Map<ExecutableElement, CodeBlock> methods = new LinkedHashMap<>();
        source.methods().stream()
                .filter(wanted::contains)
                .forEach(m -> methods.put(m, copy(m).body));
        expect(methods.keySet());
        context.verifier().expect(type, new ModuleUses(context, type, methods.keySet(), required));
        context.verifier().expect(type, new InPlace(context, source, required));
        List<ModelField> opaque = fields.stream().filter(ModelField::opaque).toList();
        if (!opaque.isEmpty()) {
            context.verifier()
                    .expect(type, new Captures(context, source, opaque, methods.keySet()));
        }
        Set<String> mentioned = mentioned(methods.keySet());
        List<ModelField> kept =
                fields.stream().filter(f -> f.isSeen() || mentioned.contains(f.name())).toList();
        List<VariableElement> statics = statics(methods.keySet());
        return Optional.of(new TwinModel(type, kept, layerTypes, methods, statics, accessors()));
    }

    private List<VariableElement> statics(Set<ExecutableElement> methods) {
        return ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                .filter(f -> methods.stream().anyMatch(m -> copy(m).statics.contains(f)))
                .toList();
    }

    /** The methods of the twin: what forward needs, and every other one that can be copied. */
    private Set<ExecutableElement> copied() {
        Set<ExecutableElement> copied = new LinkedHashSet<>();
        List<ExecutableElement> entries = source.methods().stream().filter(this::isEntry).toList();
        for (ExecutableElement method : source.reachable(entries, this::isPresent)) {
            copy(method).problems.forEach(context.sink(source)::accept);
            required.add(method);
            copied.add(method);
        }
        for (ExecutableElement method : source.methods()) {
            boolean open =
                    !method.getModifiers().contains(PRIVATE)
                            && !method.getModifiers().contains(STATIC);
            if (open && !copied.contains(method) && TwinModel.isSetting(method)) {
                context.leftOut().add(method, SETTING);
            } else if (open && !copied.contains(method)) {
                Set<ExecutableElement> needed = source.reachable(List.of(method), this::isPresent);
                Optional<Problem> problem =
                        needed.stream().flatMap(this::reasonsToLeaveOut).findFirst();
                if (problem.isPresent()) {
                    context.leftOut().add(method, problem.get().reason());
                } else {
                    copied.addAll(needed);
                }
            }
        }
        ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(m -> source.body(m).isEmpty() && TwinModel.isSetting(m))
                .forEach(m -> context.leftOut().add(m, SETTING));
        return copied;
    }

    private Stream<Problem> reasonsToLeaveOut(ExecutableElement method) {
        List<Problem> suspected =
                required.contains(method)
                        ? List.of() // an error, where it is certain
                        : InPlace.suspected(source, source.body(method).orElseThrow());
        return Stream.concat(copy(method).problems.stream(), suspected.stream());
    }

    /** Forward, and what the twins of this class's interfaces will call. */
    private boolean isEntry(ExecutableElement method) {
        return !method.getModifiers().contains(STATIC)
                && !TwinModel.isSetting(method)
                && (TwinModel.isForward(method) || implementsLayer(method));
    }

    private boolean implementsLayer(ExecutableElement method) {
        return layerMethods().anyMatch(m -> context.elements().overrides(method, m, type));
    }

    private Stream<ExecutableElement> layerMethods() {
        return layerTypes.stream()
                .flatMap(t -> ElementFilter.methodsIn(context.elements().getAllMembers(t)).stream())
                .filter(m -> Annotations.isFunctional(m.getEnclosingElement()));
    }

    /** Whether a method is in the twin, so that a call to it can stay as it is. */
    private boolean isPresent(ExecutableElement method) {
        Element owner = method.getEnclosingElement();
        boolean isStatic = method.getModifiers().contains(STATIC);
        if (!owner.equals(type)) {
            return !isStatic
                    && Annotations.isFunctional(owner)
                    && layerMethods().anyMatch(method::equals);
        }
        return !isStatic || needsCopy(method);
    }

    /** Other static methods are called where they are; overloads are in one place. */
    private boolean needsCopy(ExecutableElement method) {
        return source.names().methods(type, method.getSimpleName()).stream()
                .anyMatch(
                        m ->
                                !m.getModifiers().contains(STATIC)
                                        || m.getModifiers().contains(PRIVATE)
                                        || ModuleCalls.seesModules(m));
    }

    /** Every name in some methods; a private setting that none of them mentions is not needed. */
    private Set<String> mentioned(Set<ExecutableElement> methods) {
        Set<String> names = new HashSet<>();
        for (ExecutableElement method : methods) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                    names.add(tree.getName().toString());
                    return null;
                }

                @Override
                public @Nullable Void visitMemberSelect(
                        MemberSelectTree tree, @Nullable Void unused) {
                    names.add(tree.getIdentifier().toString());
                    return super.visitMemberSelect(tree, null);
                }
            }.scan(source.body(method).orElseThrow(), null);
        }
        accessors().forEach(a -> names.add(a.getSimpleName().toString()));
        return names;
    }

    private Copy copy(ExecutableElement method) {
        Copy known = copies.get(method);
        if (known == null && !source.isReadable(method)) {
            MethodTree tree = source.tree(method).orElseThrow();
            Problem unreadable =
                    new Problem(Message.UNREADABLE_METHOD, tree, method.getSimpleName());
            known = new Copy(CodeBlock.of(""), List.of(unreadable), Set.of());
            copies.put(method, known);
        }
        if (known == null) {
            MethodTree tree = source.tree(method).orElseThrow();
            BlockTree block = source.body(method).orElseThrow();
            TwinBody body = new TwinBody(source, tree, block, this::isPresent);
            CodeBlock code = body.body(block);
            body.checkWrites(block);
            List<Problem> problems = new ArrayList<>(body.problems());
            problems.addAll(signatureProblems(method, tree));
            known = new Copy(code, problems, body.statics());
            copies.put(method, known);
        }
        return known;
    }

    private List<Problem> signatureProblems(ExecutableElement method, Tree at) {
        return Stream.concat(
                        Stream.of(method.getReturnType()),
                        method.getParameters().stream().map(Element::asType))
                .flatMap(Shape::mentioned)
                .flatMap(t -> hidden(t, at).stream())
                .toList();
    }

    private Optional<Problem> hidden(TypeElement mentioned, Tree at) {
        return Hidden.ofType(mentioned, type, context.elements())
                .map(
                        h ->
                                new Problem(
                                        Message.PRIVATE_TYPE,
                                        at,
                                        mentioned,
                                        h.how(),
                                        TwinNames.twin(type),
                                        h.remedy()));
    }

    private List<ExecutableElement> accessors() {
        return type.getRecordComponents().stream()
                .map(RecordComponentElement::getAccessor)
                .filter(a -> source.body(a).isEmpty())
                .toList();
    }

    /** What has been copied is compared with javac's attribution later. */
    private void expect(Set<ExecutableElement> methods) {
        List<BlockTree> bodies = methods.stream().flatMap(m -> source.body(m).stream()).toList();
        ModuleCalls inspection =
                new ModuleCalls(
                        context.elements(),
                        context.javac().trees(),
                        context.leftOut(),
                        type,
                        methods);
        context.verifier().expect(source, bodies, inspection);
    }

    /** The nearest {@code @Functional} interfaces above a type. */
    public static List<TypeElement> layerTypes(TypeElement type) {
        Stream<? extends TypeMirror> above =
                Stream.concat(Stream.of(type.getSuperclass()), type.getInterfaces().stream());
        return above.flatMap(t -> Annotations.element(t).stream())
                .flatMap(
                        t ->
                                t.getKind() == ElementKind.INTERFACE && Annotations.isFunctional(t)
                                        ? Stream.of(t)
                                        : layerTypes(t).stream())
                .distinct()
                .toList();
    }
}
