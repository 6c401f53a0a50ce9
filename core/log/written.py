"""A store that is written on disk: one writer a process, started by the first append."""

import threading
from concurrent.futures import Future

from core.log.port import Append, Head, NotStored, OutcomeUnknown, Store
from core.log.transactions import Transactions
from core.log.writer import Writer


class WrittenStore(Store):
    """What stores on disk have in common; subclasses read, in their own way."""

    def __init__(self, transactions: Transactions) -> None:
        super().__init__()
        self._transactions = transactions
        self._writer: Writer | None = None
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, append: Append) -> Future[range]:
        """See `Store.submit`."""
        return self._open_writer().submit(append)

    def append(self, append: Append) -> range:
        """See `Store.append`."""
        return self._open_writer().append(append)

    def head_with(self, tenant: str, position: int) -> Head:
        """See `Store.head_with`."""
        latest = self._transactions.latest.get(tenant)
        return latest if latest and latest.size >= position else self.head(tenant)

    def _open_writer(self) -> Writer:
        self.check_process()
        with self._lock:
            if self._closed:
                raise NotStored("log is closed")
            if self._writer is None:
                self._writer = Writer(self._transactions.commit)
            return self._writer

    def _close_writer(self) -> None:
        self.check_process()
        with self._lock:
            self._closed = True
        self._transactions.closing.set()
        if self._writer is not None:
            self._writer.close()

    def _settle(self, tenant: str) -> None:
        """Know what is stored for good before a command is looked up. What can be read may not be
        on disk, or be on its way still: an empty append makes the writer settle that first."""
        if not self._transactions.unsettled:
            return
        try:
            self.submit(Append(tenant, ())).result()
        except NotStored as error:
            raise OutcomeUnknown("the log has not recovered yet") from error
