"""How compiled functions are put together: each once.

Numba links all that a function needs, directly or not, into that function's own module and optimizes it there, for
each function anew: with some hundred functions that call each other this takes minutes. Here a helper is translated
and left as it is; what Python calls gathers all helpers below it, each once, and is optimized as a whole.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from llvmlite.binding.value import Linkage
from numba import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.lowering import Lower
from numba.core.registry import CPUDispatcher
from numba.core.typed_passes import NativeLowering


class Helper(CPUDispatcher):
    """A helper takes all whole numbers as int64, so that it is translated once and not for each width and enum."""

    def get_call_template(self, args: Any, kws: Any) -> Any:
        return super().get_call_template(tuple(map(_widened, args)), kws)

    def __call__(self, *_: Any, **__: Any) -> Any:
        name = self.py_func.__qualname__
        raise TypeError(f"'{name}' is compiled into what calls it, so Python can't call it: use '{name}.py_func'")


def _widened(kind: Any) -> Any:
    whole = isinstance(kind, (types.Integer, types.IntEnumMember)) and kind != types.uint64
    return types.int64 if whole else kind


class _Piece(JITCodeLibrary):
    """The code of one helper, which waits to be gathered."""

    def finalize(self) -> None:
        self._finalized = True


class _Whole(JITCodeLibrary):
    """The code of what Python calls, with all that it needs."""

    def finalize(self) -> None:
        callers_first = reversed(list(_gathered(self._linking_libraries, set())))  # LLVM links what somebody has called
        self._linking_libraries = list(callers_first)
        super().finalize()

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if function.linkage == Linkage.linkonce_odr:
                function.linkage = "internal"  # nobody else needs it: it can be dropped where it was inlined
        super()._optimize_final_module()


def _gathered(libraries: list[Any], seen: set[int]) -> Iterator[Any]:
    """Libraries and all that they need, each once and after what it needs."""
    for library in libraries:
        if id(library) not in seen:
            seen.add(id(library))
            if isinstance(library, _Piece):
                yield from _gathered(library._linking_libraries, seen)
            yield library


_registered: Any = register_pass(mutates_CFG=True, analysis_only=False)


class _Lowering(NativeLowering):
    """Numba's own translation, into a library of ours."""

    library: ClassVar[type[JITCodeLibrary]] = _Whole

    def run_pass(self, state: Any) -> bool:
        codegen = state.targetctx.codegen()
        state.library = self.library(codegen, state.func_id.func_qualname)
        state.library.enable_object_caching()
        done: bool = super().run_pass(state)
        return done


@_registered
class _WholeLowering(_Lowering):
    _name: Any = "whole_lowering"


@_registered
class _PieceLowering(_Lowering):
    _name: Any = "piece_lowering"
    library = _Piece

    def run_pass(self, state: Any) -> bool:
        flags = state.flags
        flags.no_cpython_wrapper = flags.no_cfunc_wrapper = flags.no_compile = True
        super().run_pass(state)
        made = state["cr"]
        known_as = _Nobody().__dir__  # a function that Numba takes, of an object of its own; Python is not to call it
        state.targetctx.insert_user_function(known_as, made.fndesc, [state.library])
        state["cr"] = made._replace(cfunc=known_as)
        return True


class _Nobody:
    """Stands for a helper among compiled functions."""


class _ApartLower(Lower):
    def setup_function(self, fndesc: Any) -> None:
        super().setup_function(fndesc)
        self.function.attributes.add("noinline")


@_registered
class _ApartLowering(_PieceLowering):
    _name: Any = "apart_lowering"

    @property
    def lowering_class(self) -> type[Lower]:
        return _ApartLower


class Whole(CompilerBase):
    """Compiles what Python calls."""

    lowering: ClassVar[type[NativeLowering]] = _WholeLowering

    def define_pipelines(self) -> list[Any]:
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.passes = [(self.lowering if each is NativeLowering else each, why) for each, why in passes.passes]
        return [passes]


class Piece(Whole):
    """Compiles a helper."""

    lowering = _PieceLowering


class Apart(Whole):
    """Compiles a helper that LLVM is to leave where it is."""

    lowering = _ApartLowering
