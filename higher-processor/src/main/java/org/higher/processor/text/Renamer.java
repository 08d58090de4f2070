package org.higher.processor.text;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.names.Meaning;
import org.higher.processor.names.Names;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;

/**
 * Names that would mean something else in another class: types, static members, {@code Net.this}.
 *
 * <p>Asked about every tree of a body, parents first.
 */
public final class Renamer {
    private final ClassSource source;
    private final Names names;
    private final TypeElement type;
    private final Renaming to;
    private final ClassName self;
    private final Problem.Sink problems;
    private final Map<Tree, CodeBlock> planned = new IdentityHashMap<>();
    private final Map<Tree, List<ExecutableElement>> calls = new IdentityHashMap<>();

    /** A renamer for the bodies of one class; the sink takes what cannot be renamed. */
    public Renamer(ClassSource source, Renaming to, Problem.Sink problems) {
        this.source = source;
        this.names = source.names();
        this.type = source.type();
        this.to = to;
        this.self = to.self();
        this.problems = problems;
    }

    /** The replacement of a tree; nothing if its text can stay. */
    public Optional<CodeBlock> rename(Tree tree) {
        if (planned.containsKey(tree)) {
            return Optional.of(planned.get(tree));
        }
        if (tree instanceof MethodInvocationTree call) {
            calls.put(call.getMethodSelect(), source.typing().candidates(call));
        }
        if (tree instanceof MemberReferenceTree reference) {
            Optional<CodeBlock> moved = movedReference(reference);
            if (moved.isPresent()) {
                return moved;
            }
            planReference(reference);
        }
        if (tree instanceof NewClassTree creation) {
            checkConstructor(creation);
        }
        if (tree instanceof IdentifierTree || tree instanceof MemberSelectTree) {
            Meaning meaning = names.of(tree);
            if (meaning instanceof Meaning.Type t) {
                return Optional.of(typeName(t.type(), tree));
            }
            if (meaning instanceof Meaning.Imported i) {
                ClassName name = ClassName.get(i.packageName(), i.simpleName());
                return Optional.of(CodeBlock.of("$T", name));
            }
        }
        if (tree instanceof IdentifierTree name) {
            return identifier(name);
        }
        return tree instanceof MemberSelectTree select ? select(select) : Optional.empty();
    }

    private CodeBlock typeName(TypeElement named, Tree tree) {
        if (to.copied().test(named)) {
            return CodeBlock.of("$T", to.types().of(named));
        }
        Inaccessible.ofType(named, to.home(), source.elements())
                .ifPresent(
                        h ->
                                problems.report(
                                        Message.PRIVATE_TYPE,
                                        tree,
                                        named,
                                        h.how(),
                                        self,
                                        h.remedy()));
        return CodeBlock.of(
                "$T", names.inTypePosition(tree) ? to.types().of(named) : ClassName.get(named));
    }

    private Optional<CodeBlock> identifier(IdentifierTree name) {
        Meaning meaning = names.of(name);
        if (meaning instanceof Meaning.Field f) {
            return field(f.field(), name);
        }
        return meaning instanceof Meaning.Methods m
                ? method(calls.getOrDefault(name, m.candidates()), name)
                : Optional.empty();
    }

    private Optional<CodeBlock> field(VariableElement field, Tree at) {
        boolean own = field.getEnclosingElement().equals(type);
        if (!field.getModifiers().contains(STATIC)) {
            if (!own) {
                reportInherited("field " + field.getSimpleName(), field, at);
            }
            return Optional.empty();
        }
        String name = field.getSimpleName().toString();
        Optional<Inaccessible> hidden = Inaccessible.of(field, to.home(), source.elements());
        if (hidden.isEmpty()) {
            return Optional.of(CodeBlock.of("$T.$N", owner(field), name));
        }
        Optional<CodeBlock> read =
                field.getConstantValue() == null ? to.statics().apply(field) : Optional.empty();
        if (read.isPresent()) {
            return read.map(
                    r ->
                            at instanceof IdentifierTree || !field.getModifiers().contains(FINAL)
                                    ? r
                                    : CodeBlock.of("$L.$L", self.simpleName(), r));
        }
        if (field.getConstantValue() == null) {
            reportHidden(hidden.get(), name, at);
            return Optional.empty();
        }
        return Optional.of(Literals.of(field.getConstantValue(), charBefore(at)));
    }

    private char charBefore(Tree at) {
        return source.file().isWritten(at) ? source.file().before(at) : '-';
    }

    /** A static method of another class, which is called by a name of its own. */
    private Optional<CodeBlock> moved(List<ExecutableElement> candidates) {
        return candidates.stream()
                .flatMap(m -> to.moved().apply(m).stream())
                .findFirst()
                .map(name -> CodeBlock.of("$L.$N", self.simpleName(), name));
    }

    private Optional<CodeBlock> movedReference(MemberReferenceTree reference) {
        return source.referred(reference).stream()
                .flatMap(m -> to.moved().apply(m).stream())
                .findFirst()
                .map(name -> CodeBlock.of("$L::$N", self.simpleName(), name));
    }

    private Optional<CodeBlock> method(List<ExecutableElement> candidates, ExpressionTree at) {
        Optional<CodeBlock> moved = moved(candidates);
        if (moved.isPresent()) {
            return moved;
        }
        if (candidates.isEmpty() || candidates.stream().anyMatch(to.present())) {
            return Optional.empty();
        }
        ExecutableElement method = candidates.get(0);
        String name = method.getSimpleName().toString();
        if (!method.getModifiers().contains(STATIC)) {
            if (method.getEnclosingElement().toString().equals("java.lang.Object")) {
                problems.report(Message.MODULE_OBJECT, at, name + "()", self, type.getSimpleName());
            } else if (!method.getEnclosingElement().equals(type)) {
                reportInherited(name + "()", method, at);
            }
            return Optional.empty();
        }
        Inaccessible.of(method, to.home(), source.elements())
                .ifPresent(h -> reportHidden(h, name + "()", at));
        return Optional.of(CodeBlock.of("$T.$N", owner(method), name));
    }

    private Optional<CodeBlock> select(MemberSelectTree tree) {
        ExpressionTree qualifier = tree.getExpression();
        String name = tree.getIdentifier().toString();
        Optional<TypeElement> qualifierType = names.type(qualifier);
        if (name.equals("this")) {
            return qualifierType
                    .filter(type::equals)
                    .map(t -> CodeBlock.of("$L.this", self.simpleName()));
        }
        if (name.equals("super")) {
            qualifierType.ifPresent(
                    t -> planned.put(qualifier, CodeBlock.of("$T", to.types().of(t))));
            return Optional.empty();
        }
        if (source.isThis(qualifier) || isSuper(qualifier)) {
            return ofThis(tree);
        }
        if (qualifierType.isPresent()) {
            return ofType(tree, qualifierType.get());
        }
        checkPrivate(tree);
        return Optional.empty();
    }

    /** A private member of another class in the same file, as far as types are known. */
    private void checkPrivate(MemberSelectTree tree) {
        List<? extends Element> meant =
                calls.containsKey(tree)
                        ? calls.get(tree)
                        : source
                                .typing()
                                .of(tree.getExpression())
                                .flatMap(Annotations::element)
                                .flatMap(owner -> names.field(owner, tree.getIdentifier()))
                                .filter(f -> f.getConstantValue() == null)
                                .stream()
                                .toList();
        checkPrivate(meant, tree);
    }

    private void checkConstructor(NewClassTree tree) {
        List<ExecutableElement> meant =
                names
                        .type(tree.getIdentifier())
                        .map(t -> ElementFilter.constructorsIn(t.getEnclosedElements()))
                        .orElse(List.of())
                        .stream()
                        .filter(c -> c.getParameters().size() == tree.getArguments().size())
                        .toList();
        checkPrivate(meant, tree);
    }

    private void checkPrivate(List<? extends Element> meant, Tree at) {
        boolean hidden =
                meant.stream()
                        .allMatch(
                                m ->
                                        m.getModifiers().contains(PRIVATE)
                                                && !m.getEnclosingElement().equals(type)
                                                && !m.getEnclosingElement().equals(to.home())
                                                && !isInCopy(m));
        if (hidden && !meant.isEmpty()) {
            Element member = meant.get(0);
            problems.report(Message.PRIVATE_MEMBER, at, member, member.getEnclosingElement());
        }
    }

    private boolean isInCopy(Element member) {
        return member.getEnclosingElement() instanceof TypeElement owner && to.copied().test(owner);
    }

    private static boolean isSuper(ExpressionTree qualifier) {
        return qualifier instanceof IdentifierTree id && id.getName().contentEquals("super");
    }

    private Optional<CodeBlock> ofThis(MemberSelectTree tree) {
        if (calls.containsKey(tree)) {
            return isSuper(tree.getExpression())
                    ? inheritedCall(tree)
                    : method(calls.get(tree), tree);
        }
        return names.field(type, tree.getIdentifier()).flatMap(f -> field(f, tree));
    }

    private Optional<CodeBlock> inheritedCall(MemberSelectTree tree) {
        String what = "super." + tree.getIdentifier() + "()";
        problems.report(
                Message.INHERITED_MEMBER, tree, what, type.getSuperclass(), type.getSimpleName());
        return Optional.empty();
    }

    /** {@code Net.helper(x)}, {@code Net.CONSTANT}: another name if they are copied or private. */
    private Optional<CodeBlock> ofType(MemberSelectTree tree, TypeElement owner) {
        if (to.copied().test(owner)) {
            return Optional.empty();
        }
        if (calls.containsKey(tree)) {
            Optional<CodeBlock> moved = moved(calls.get(tree));
            if (moved.isPresent()) {
                return moved;
            }
            if (calls.get(tree).stream().anyMatch(to.present())) {
                planned.put(tree.getExpression(), CodeBlock.of("$L", self.simpleName()));
                return Optional.empty();
            }
            List<ExecutableElement> methods = calls.get(tree);
            if (methods.stream().allMatch(m -> m.getModifiers().contains(PRIVATE))) {
                methods.stream()
                        .findFirst()
                        .flatMap(m -> Inaccessible.of(m, to.home(), source.elements()))
                        .ifPresent(h -> reportHidden(h, tree.getIdentifier() + "()", tree));
            }
            return Optional.empty();
        }
        return names.field(owner, tree.getIdentifier())
                .filter(f -> f.getModifiers().contains(PRIVATE))
                .flatMap(f -> field(f, tree));
    }

    /** {@code Leaf::forward} means the original's method only if that is static. */
    private void planReference(MemberReferenceTree tree) {
        ExpressionTree qualifier = tree.getQualifierExpression();
        Optional<TypeElement> referred = names.type(qualifier);
        if (referred.isEmpty() || tree.getMode() == MemberReferenceTree.ReferenceMode.NEW) {
            return;
        }
        List<ExecutableElement> methods = names.methods(referred.get(), tree.getName());
        boolean instance = methods.stream().anyMatch(m -> !m.getModifiers().contains(STATIC));
        if (referred.get().equals(type) && methods.stream().anyMatch(to.present())) {
            planned.put(qualifier, CodeBlock.of("$L", self.simpleName()));
        } else if (instance && qualifier instanceof IdentifierTree
                || instance && qualifier instanceof MemberSelectTree) {
            planned.put(qualifier, CodeBlock.of("$T", to.types().of(referred.get())));
        }
    }

    private void reportHidden(Inaccessible hidden, String name, Tree at) {
        problems.report(Message.PRIVATE_STATIC, at, name, hidden.how(), self, hidden.remedy());
    }

    private void reportInherited(String what, Element member, Tree at) {
        problems.report(
                Message.INHERITED_MEMBER,
                at,
                what,
                member.getEnclosingElement(),
                type.getSimpleName());
    }

    private static ClassName owner(Element member) {
        return ClassName.get((TypeElement) member.getEnclosingElement());
    }
}
